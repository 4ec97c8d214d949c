"""When the thanks that a case offers were said, or set aside."""

import sqlalchemy as sa
from alembic import op

revision = "8a4de2f01b73"
down_revision = "7f21916c2964"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("thanked_at")
