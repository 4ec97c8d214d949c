"""Which of the pages that a page names are blocks that it shows."""

import sqlalchemy as sa
from alembic import op

revision = "19b56d2e15c3"
down_revision = "381b04468f90"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wiki_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("wiki_link", schema=None) as batch_op:
        batch_op.alter_column("is_shown", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("wiki_link", schema=None) as batch_op:
        batch_op.drop_column("is_shown")
