"""Indexes by which a filter of the feed that finds little, or nothing, knows it at once."""

import sqlalchemy as sa
from alembic import op

revision = "125e5d08d65c"
down_revision = "f9e1a34957cd"
branch_labels = None
depends_on = None

PINNED = sa.text("pinned_at IS NOT NULL")
FACE = ["face", "is_shown", "at", "id", "space_id", "author_id"]
OPEN = ["is_open", "is_shown", "at", "id", "face", "space_id"]


def upgrade() -> None:
    op.create_index("ix_stream_item_face", "stream_item", FACE)
    op.create_index("ix_stream_item_open", "stream_item", OPEN)
    op.create_index(
        "ix_stream_item_on_top", "stream_item", ["pinned_at"], sqlite_where=PINNED, postgresql_where=PINNED
    )


def downgrade() -> None:
    op.drop_index("ix_stream_item_on_top", "stream_item")
    op.drop_index("ix_stream_item_open", "stream_item")
    op.drop_index("ix_stream_item_face", "stream_item")
