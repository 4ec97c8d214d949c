"""Saved replies: of a person, a desk, or all desks."""

import sqlalchemy as sa
from alembic import op

revision = "95a367a4bf6d"
down_revision = "8738a8d3b4c8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snippet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "reach", sa.Enum("own", "desk", "all", name="reach", native_enum=False, length=20), nullable=False
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("shortcut", sa.String(length=40), nullable=False),
        sa.Column("folder", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_revision", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_snippet_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_snippet_owner_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_snippet_space_id_space")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name=op.f("fk_snippet_verified_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
    )
    with op.batch_alter_table("snippet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snippet_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_snippet_space_id"), ["space_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_snippet_space_id_reach_folder"), ["space_id", "reach", "folder"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("snippet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snippet_space_id_reach_folder"))
        batch_op.drop_index(batch_op.f("ix_snippet_space_id"))
        batch_op.drop_index(batch_op.f("ix_snippet_owner_id"))

    op.drop_table("snippet")
