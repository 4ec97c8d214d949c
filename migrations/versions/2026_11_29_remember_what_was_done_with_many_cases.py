"""Remember what was done with many cases."""

import sqlalchemy as sa
from alembic import op

revision = "7255c0d407b4"
down_revision = "e85b9fee2ee8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_bulk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_bulk_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_bulk")),
    )
    with op.batch_alter_table("case_bulk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_bulk_by_id"), ["by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_bulk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_bulk_by_id"))

    op.drop_table("case_bulk")
