"""What is said about one passage of a page."""

import sqlalchemy as sa
from alembic import op

revision = "75020aed8c64"
down_revision = "d5f6b0477955"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_page_passage_author_id_person")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_passage_page_id_page")),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["person.id"], name=op.f("fk_page_passage_resolved_by_id_person")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_page_passage_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_passage")),
    )
    with op.batch_alter_table("page_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_passage_page_id"), ["page_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_passage_space_id"), ["space_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("page_passage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_passage_space_id"))
        batch_op.drop_index(batch_op.f("ix_page_passage_page_id"))

    op.drop_table("page_passage")
