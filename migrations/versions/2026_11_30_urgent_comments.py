"""Which comment of a conversation is urgent."""

import sqlalchemy as sa
from alembic import op

revision = "b7c3f1d9a462"
down_revision = "8bd4d90f8a50"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("urgent") as table:
        table.add_column(sa.Column("place", sa.String(length=80), nullable=False, server_default=""))
    with op.batch_alter_table("urgent") as table:
        table.alter_column("place", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("urgent") as table:
        table.drop_column("place")
