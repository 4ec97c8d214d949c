"""When a removed page was forgotten for good."""

import sqlalchemy as sa
from alembic import op

revision = "33bb986a3cdd"
down_revision = "675f37644f75"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_column("purged_at")
