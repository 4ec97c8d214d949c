"""Texts in the language of whoever reads them, and which of them may leave for that."""

import sqlalchemy as sa
from alembic import op

revision = "99910daef8ee"
down_revision = "7d9966f97438"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_translation")),
    )
    with op.batch_alter_table("text_translation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_translation_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_text_translation_ref_language"), ["ref", "language"], unique=True
        )

    with op.batch_alter_table("language_model", schema=None) as batch_op:
        kind = sa.Enum("nothing", "open", "closed", name="reads", native_enum=False, length=20)
        batch_op.add_column(sa.Column("reads", kind, nullable=False, server_default="nothing"))
    with op.batch_alter_table("language_model", schema=None) as batch_op:
        batch_op.alter_column("reads", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("language_model", schema=None) as batch_op:
        batch_op.drop_column("reads")

    with op.batch_alter_table("text_translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_translation_ref_language"))
        batch_op.drop_index(batch_op.f("ix_text_translation_at"))

    op.drop_table("text_translation")
