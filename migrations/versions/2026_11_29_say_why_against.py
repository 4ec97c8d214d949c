"""A vote against says why."""

import sqlalchemy as sa
from alembic import op

revision = "ae6227cf143c"
down_revision = "2a292691b4d9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=500), nullable=False, server_default=""))
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.alter_column("reason", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_column("reason")
