"""The official mark of a community, and which of its parts are switched on."""

import sqlalchemy as sa
from alembic import op

revision = "5d02e8a7c4b9"
down_revision = "d48b6f0c27e5"
branch_labels = None
depends_on = None

ON = ("has_feed", "has_questions", "has_wiki", "has_cases")


def upgrade() -> None:
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_official", sa.Boolean(), nullable=False, server_default=sa.false()))
        for name in ON:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("space", schema=None) as batch_op:
        for name in ("is_official", *ON):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("space", schema=None) as batch_op:
        for name in (*ON, "is_official"):
            batch_op.drop_column(name)
