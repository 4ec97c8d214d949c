"""Who has a page open for writing."""

import sqlalchemy as sa
from alembic import op

revision = "360effcd838e"
down_revision = "f47e2bb3ddcf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_editor",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_editor_page_id_page")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_page_editor_person_id_person")),
        sa.PrimaryKeyConstraint("page_id", "person_id", name=op.f("pk_page_editor")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("page_editor")
