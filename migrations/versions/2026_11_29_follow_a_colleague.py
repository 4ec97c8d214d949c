"""Whom a person follows, and an index for what the followed wrote."""

import sqlalchemy as sa
from alembic import op

revision = "33ebea4ab6ab"
down_revision = "236238485cc4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("followed_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["followed_id"], ["person.id"], name=op.f("fk_follow_followed_id_person")),
        sa.ForeignKeyConstraint(["follower_id"], ["person.id"], name=op.f("fk_follow_follower_id_person")),
        sa.PrimaryKeyConstraint("follower_id", "followed_id", name=op.f("pk_follow")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stream_item", schema=None) as batch_op:
        batch_op.create_index("ix_stream_item_author", ["author_id", "is_shown", "at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stream_item", schema=None) as batch_op:
        batch_op.drop_index("ix_stream_item_author")

    op.drop_table("follow")
