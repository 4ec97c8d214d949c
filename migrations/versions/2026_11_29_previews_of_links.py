"""Previews of links to other places."""

import sqlalchemy as sa
from alembic import op

revision = "d7dcdc1aeb88"
down_revision = "73a5199b26d5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "ready", "failed", name="previewstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("picture_key", sa.String(length=32), nullable=True),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_preview")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_preview_digest")),
        sa.UniqueConstraint("picture_key", name=op.f("uq_link_preview_picture_key")),
    )
    with op.batch_alter_table("link_preview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_preview_picture_sha256"), ["picture_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_preview_state_id"), ["state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("link_preview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_preview_state_id"))
        batch_op.drop_index(batch_op.f("ix_link_preview_picture_sha256"))

    op.drop_table("link_preview")
