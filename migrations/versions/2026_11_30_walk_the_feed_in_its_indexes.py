"""Walk the feed of a community in its indexes alone, and find at once where a customer waits."""

import sqlalchemy as sa
from alembic import op

revision = "4e245abdca35"
down_revision = "e473cbd0d097"
branch_labels = None
depends_on = None

TABLE = "stream_item"
WAITING = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_stream_item_space", TABLE)
    op.create_index("ix_stream_item_space", TABLE, ["space_id", "is_shown", "at", "id", "ref"])
    columns = ["space_id", "face", "is_shown", "at", "id", "ref"]
    op.create_index("ix_stream_item_space_face", TABLE, columns)
    op.create_index(
        "ix_stream_item_waiting", TABLE, ["is_open", "is_shown", "at", "id"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_stream_item_waiting", TABLE)
    op.drop_index("ix_stream_item_space_face", TABLE)
    op.drop_index("ix_stream_item_space", TABLE)
    op.create_index("ix_stream_item_space", TABLE, ["space_id", "is_shown", "at", "id"])
