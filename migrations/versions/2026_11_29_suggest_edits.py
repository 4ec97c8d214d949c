"""Edits are suggested, and credited when they are taken over."""

import sqlalchemy as sa
from alembic import op

revision = "c09c2ee1057a"
down_revision = "e47ed66dace3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggested_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "approved", "rejected", "withdrawn", name="editstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_suggested_edit_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_suggested_edit_settled_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_edit")),
    )
    with op.batch_alter_table("suggested_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggested_edit_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_suggested_edit_pending",
            ["ref"],
            unique=True,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(batch_op.f("ix_suggested_edit_ref_state"), ["ref", "state"], unique=False)

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credits", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.alter_column("credits", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("credits")

    with op.batch_alter_table("suggested_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggested_edit_ref_state"))
        batch_op.drop_index(
            "ix_suggested_edit_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_suggested_edit_author_id"))

    op.drop_table("suggested_edit")
