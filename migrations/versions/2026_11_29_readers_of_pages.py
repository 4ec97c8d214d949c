"""Who reads a page, for counting alone; the searches that led to a thing."""

import sqlalchemy as sa
from alembic import op

revision = "933b438039c1"
down_revision = "adc5083efec0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_read",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reader", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_read_page_id_page")),
        sa.PrimaryKeyConstraint("page_id", "day", "reader", name=op.f("pk_page_read")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("page_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_read_day"), ["day"], unique=False)

    with op.batch_alter_table("search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_opened"), ["opened"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_opened"))

    with op.batch_alter_table("page_read", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_read_day"))

    op.drop_table("page_read")
