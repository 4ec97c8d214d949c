"""Things on top of their community, and conversations that are over."""

import sqlalchemy as sa
from alembic import op

revision = "d96974415a07"
down_revision = "33ebea4ab6ab"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_post_closed_by_id_person"), "person", ["closed_by_id"], ["id"]
        )

    with op.batch_alter_table("stream_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("pinned_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_stream_item_pinned", ["space_id", "pinned_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stream_item", schema=None) as batch_op:
        batch_op.drop_index("ix_stream_item_pinned")
        batch_op.drop_column("pinned_until")
        batch_op.drop_column("pinned_at")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_closed_by_id_person"), type_="foreignkey")
        batch_op.drop_column("closed_by_id")
        batch_op.drop_column("closed_at")
