"""Find at once what the fields of cases say, whatever their letters."""

import sqlalchemy as sa
from alembic import op

revision = "c6df91fbbb13"
down_revision = "53fe098fb6e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_case_value_said", "case_value", ["field_id", sa.text("lower(words)")])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_case_value_said", "case_value")
