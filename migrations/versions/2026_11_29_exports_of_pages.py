"""Exports of pages that are made in the background."""

import sqlalchemy as sa
from alembic import op

revision = "142da6b4a652"
down_revision = "ae6227cf143c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("reader", sa.String(length=10), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_page_export_page_id_page"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_page_export_person_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_page_export_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_export")),
    )
    with op.batch_alter_table("page_export", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_page_export_person_id_asked_at"), ["person_id", "asked_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_page_export_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("page_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_export_sha256"))
        batch_op.drop_index(batch_op.f("ix_page_export_person_id_asked_at"))

    op.drop_table("page_export")
