"""Keep what communities did together this month, and find at once what went to customers lately."""

import sqlalchemy as sa
from alembic import op

revision = "53fe098fb6e7"
down_revision = "6a79821eb7e7"
branch_labels = None
depends_on = None

SENT = sa.text("last_sent_at IS NOT NULL")
COLUMNS = ["last_sent_at", "space_id"]


def upgrade() -> None:
    op.create_table(
        "community_month",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_community_month_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_community_month")),
    )
    for table in ("answer", "page"):
        op.create_index(f"ix_{table}_sent", table, COLUMNS, sqlite_where=SENT, postgresql_where=SENT)
    op.create_index(op.f("ix_credit_source_at"), "credit", ["source", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_credit_source_at"), "credit")
    for table in ("page", "answer"):
        op.drop_index(f"ix_{table}_sent", table)
    op.drop_table("community_month")
