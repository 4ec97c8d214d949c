"""Announce what everybody must read."""

import sqlalchemy as sa
from alembic import op

revision = "5bff61fbd2f6"
down_revision = "8a4de2f01b73"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("must_confirm", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_announcement_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_announcement_ends_at_asked_at"), ["ends_at", "asked_at"], unique=False
        )
    op.create_table(
        "understanding",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_understanding_person_id_person")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["announcement.post_id"], name=op.f("fk_understanding_post_id_announcement")
        ),
        sa.PrimaryKeyConstraint("post_id", "person_id", "version", name=op.f("pk_understanding")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ask", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.drop_column("ask")
    op.drop_table("understanding")
    op.drop_table("announcement")
