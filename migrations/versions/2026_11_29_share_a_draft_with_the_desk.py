"""Drafts of replies that a desk writes together: every text of them, and which one counts in a case."""

import sqlalchemy as sa
from alembic import op

revision = "edb6f0ed45bc"
down_revision = "a74b05d75ca5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_shared_draft_by_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_shared_draft_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_draft")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_shared_draft_case_id_number")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shared_draft_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("shared_draft_id")

    op.drop_table("shared_draft")
