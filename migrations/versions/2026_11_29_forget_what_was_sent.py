"""Deliveries that are done keep their key and forget what was in them."""

import sqlalchemy as sa
from alembic import op

revision = "c41f0a7d52e9"
down_revision = "eab95e5abf78"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text("UPDATE delivery SET payload = '{}' WHERE state = 'done'"))


def downgrade() -> None:
    """What was forgotten stays so."""
