"""What is over at a large desk is most of all: indexes that leave it aside, or find what is new in it."""

import sqlalchemy as sa
from alembic import op

revision = "6129b98c17a4"
down_revision = "7a9b1162e428"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_case_newest", "case", ["active_at", "id"]),
    ("ix_case_replied", "case", ["replied_at"]),
    ("ix_case_rated", "case", ["rated_at"]),
    ("ix_case_solved", "case", ["space_id", "state", "solved_at", "lesson"]),
    ("ix_customer_name", "customer", ["name"]),
    ("ix_identity_address", "identity", ["address"]),
)
OF_FEW = (
    (
        "ix_case_under_way", "case", ["space_id", "state", "assignee_id", "snoozed_until", "warn_at"],
        "state IN ('new', 'open', 'waiting_customer', 'waiting_colleague')",
    ),
    ("ix_case_muted", "case", ["muted_at"], "muted_at IS NOT NULL"),
    ("ix_case_spam", "case", ["spam_at"], "spam_at IS NOT NULL"),
    ("ix_case_unrated", "case", ["space_id", "state", "rating_asked_at", "rating"], "rating IS NULL"),
    ("ix_case_unlearned", "case", ["space_id", "state"], "asked_at IS NOT NULL AND lesson = ''"),
    ("ix_customer_blocked", "customer", ["blocked_at"], "blocked_at IS NOT NULL"),
    ("ix_message_ours", "message", ["at"], "author_id IS NOT NULL"),
)  # fmt: skip


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for name, table, columns, condition in OF_FEW:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_case_counts", "case")


def downgrade() -> None:
    op.create_index("ix_case_counts", "case", ["state", "space_id", "assignee_id", "snoozed_until"])
    for name, table, *_more in (*OF_FEW, *INDEXES):
        op.drop_index(name, table)
