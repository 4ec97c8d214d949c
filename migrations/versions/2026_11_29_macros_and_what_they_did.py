"""Macros, and what each run of one changed."""

import sqlalchemy as sa
from alembic import op

revision = "8a7872d650ee"
down_revision = "75020aed8c64"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "macro",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("folder", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deeds", sa.JSON(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_macro_changed_by_id_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_macro_owner_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_macro_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macro")),
    )
    with op.batch_alter_table("macro", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_macro_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_macro_space_id"), ["space_id"], unique=False)

    op.create_table(
        "macro_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("macro_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_macro_run_by_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_macro_run_case_id_case")),
        sa.ForeignKeyConstraint(["macro_id"], ["macro.id"], name=op.f("fk_macro_run_macro_id_macro")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_macro_run_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macro_run")),
    )
    with op.batch_alter_table("macro_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_macro_run_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_macro_run_macro_id_id"), ["macro_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("macro_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_macro_run_macro_id_id"))
        batch_op.drop_index(batch_op.f("ix_macro_run_case_id"))

    op.drop_table("macro_run")
    with op.batch_alter_table("macro", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_macro_space_id"))
        batch_op.drop_index(batch_op.f("ix_macro_owner_id"))

    op.drop_table("macro")
