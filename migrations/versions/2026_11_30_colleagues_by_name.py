"""Colleagues in the order of their names, whatever their letters: the index was described and never made."""

import sqlalchemy as sa
from alembic import op

revision = "b7d1f40c6a92"
down_revision = "c6df91fbbb13"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_person_name", "person", [sa.text("lower(name)")])


def downgrade() -> None:
    op.drop_index("ix_person_name", "person")
