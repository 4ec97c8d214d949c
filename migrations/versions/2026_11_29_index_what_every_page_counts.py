"""Indexes that hold everything the counts of every page ask for."""

import sqlalchemy as sa
from alembic import op

revision = "83a6d7639bec"
down_revision = "5663b4ba0a90"
branch_labels = None
depends_on = None

OPEN = sa.text("is_open")
NEED = ["is_open", "is_shown", "space_id", "author_id", "waiting_since", "at", "id", "waiting_count"]


def upgrade() -> None:
    op.create_index("ix_case_counts", "case", ["state", "space_id", "assignee_id", "snoozed_until"])
    columns = ["state", "answer_count", "space_id", "removed_at", "waiting_since"]
    op.create_index("ix_question_open", "question", columns)
    op.drop_index("ix_stream_item_open", "stream_item")
    op.create_index("ix_stream_item_need", "stream_item", NEED)


def downgrade() -> None:
    op.drop_index("ix_stream_item_need", "stream_item")
    op.create_index(
        "ix_stream_item_open", "stream_item", ["space_id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.drop_index("ix_question_open", "question")
    op.drop_index("ix_case_counts", "case")
