"""What a conversation was before it was split or merged, so that it can be put back."""

import sqlalchemy as sa
from alembic import op

revision = "371c96604669"
down_revision = "68a46fd6a3db"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("relocation") as table:
        table.add_column(sa.Column("before", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("relocation") as table:
        table.alter_column("before", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("relocation") as table:
        table.drop_column("before")
