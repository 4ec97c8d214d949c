"""Copies of replies by mail: what agents decided about who gets one."""

import sqlalchemy as sa
from alembic import op

revision = "4de090153c84"
down_revision = "4e245abdca35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("copies", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("case") as batch:
        batch.alter_column("copies", server_default=None, existing_type=sa.JSON(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("case") as batch:
        batch.drop_column("copies")
