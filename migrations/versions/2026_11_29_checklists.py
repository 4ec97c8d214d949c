"""Checklists of desks, and what was ticked in which case."""

import sqlalchemy as sa
from alembic import op

revision = "baad267de31a"
down_revision = "b27eaee9f32a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_checklist_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["case_label.id"], name=op.f("fk_checklist_label_id_case_label")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_checklist_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("space_id", "label_id", name=op.f("uq_checklist_space_id_label_id")),
    )
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_item_checklist_id_checklist")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_item_checklist_id"), ["checklist_id"], unique=False)

    op.create_table(
        "checklist_ticked",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_checklist_ticked_by_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_checklist_ticked_case_id_case")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["checklist_item.id"], name=op.f("fk_checklist_ticked_item_id_checklist_item")
        ),
        sa.PrimaryKeyConstraint("case_id", "item_id", name=op.f("pk_checklist_ticked")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("checklist_ticked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_ticked_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    op.drop_table("checklist_ticked")
    op.drop_table("checklist_item")
    op.drop_table("checklist")
