"""A smaller copy of large pictures, for texts."""

import sqlalchemy as sa
from alembic import op

revision = "044017d6db04"
down_revision = "b3d07c6e9f14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.add_column(sa.Column("small_sha256", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("small_size", sa.Integer(), nullable=True))
        table.create_index("ix_stored_file_small_sha256", ["small_sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.drop_index("ix_stored_file_small_sha256")
        table.drop_column("small_size")
        table.drop_column("small_sha256")
