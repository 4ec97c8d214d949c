"""Who is at a thing right now: one table for pages and cases, in the place of that of a page's editors."""

import sqlalchemy as sa
from alembic import op

revision = "00701f0d007e"
down_revision = "7255c0d407b4"
branch_labels = None
depends_on = None

DOING = sa.Enum("viewing", "writing", "noting", "idle", name="doing", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("doing", DOING, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id_person")),
        sa.PrimaryKeyConstraint("ref", "person_id", name=op.f("pk_presence")),
        sqlite_with_rowid=False,
    )
    op.drop_table("page_editor")  # its rows say what was so for three minutes


def downgrade() -> None:
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
    op.drop_table("presence")
