"""When a notice came back because what it asks still waits."""

import sqlalchemy as sa
from alembic import op

revision = "a5c8eccced90"
down_revision = "4d0c6f2f9a71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("reminded_at")
