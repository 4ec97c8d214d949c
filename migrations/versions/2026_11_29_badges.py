"""What counts for badges, and the levels that were reached."""

import sqlalchemy as sa
from alembic import op

revision = "d48b6f0c27e5"
down_revision = "c7e1592ab840"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merit",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merit_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "badge", "about", name=op.f("pk_merit")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_merit_badge_about"), "merit", ["badge", "about"], unique=False)
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("person_id", "badge", "level", name=op.f("uq_award_person_id_badge_level")),
    )


def downgrade() -> None:
    op.drop_table("award")
    op.drop_index(op.f("ix_merit_badge_about"), table_name="merit")
    op.drop_table("merit")
