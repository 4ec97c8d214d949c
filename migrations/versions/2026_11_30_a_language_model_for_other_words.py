"""A language model for other words: where it answers, and who agreed to it."""

import sqlalchemy as sa
from alembic import op

revision = "8bd4d90f8a50"
down_revision = "6129b98c17a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "language_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_language_model_agreed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_model")),
    )


def downgrade() -> None:
    op.drop_table("language_model")
