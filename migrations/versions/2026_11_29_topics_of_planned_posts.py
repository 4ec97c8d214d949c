"""The topics that were chosen for a planned post."""

import sqlalchemy as sa
from alembic import op

revision = "d4448012cd8a"
down_revision = "b8cd949e0725"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.alter_column("topics", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.drop_column("topics")
