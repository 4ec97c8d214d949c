"""When a desk asks its customers how it was, and in which words."""

import sqlalchemy as sa
from alembic import op

revision = "a9fd771af046"
down_revision = "7505d618eff7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_rule",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("only", sa.JSON(), nullable=False),
        sa.Column("never", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_survey_rule_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_survey_rule_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_survey_rule")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("survey_rule")
