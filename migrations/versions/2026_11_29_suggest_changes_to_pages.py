"""Changes that somebody suggests for a page."""

import sqlalchemy as sa
from alembic import op

revision = "675f37644f75"
down_revision = "242725399e3b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "review",
                "wanted",
                "merged",
                "rejected",
                name="changestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("merged_revision", sa.Integer(), nullable=True),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_page_change_author_id_person")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_page_change_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_change_page_id_page")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_page_change_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_change")),
    )
    with op.batch_alter_table("page_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_page_change_author_id_state"), ["author_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_page_change_page_id_state"), ["page_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_change_space_id"), ["space_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_change_state_id"), ["state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("page_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_change_state_id"))
        batch_op.drop_index(batch_op.f("ix_page_change_space_id"))
        batch_op.drop_index(batch_op.f("ix_page_change_page_id_state"))
        batch_op.drop_index(batch_op.f("ix_page_change_author_id_state"))

    op.drop_table("page_change")
