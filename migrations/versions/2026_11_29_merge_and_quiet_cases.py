"""Merge and quiet cases."""

import sqlalchemy as sa
from alembic import op

revision = "965e7c92bd18"
down_revision = "a9fd771af046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_merge_by_id_person")),
        sa.ForeignKeyConstraint(["source_id"], ["case.id"], name=op.f("fk_case_merge_source_id_case")),
        sa.ForeignKeyConstraint(["target_id"], ["case.id"], name=op.f("fk_case_merge_target_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_merge")),
    )
    with op.batch_alter_table("case_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_merge_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_merge_target_id"), ["target_id"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("spam_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_case_merged_into_id_case"), "case", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("desk_hours", schema=None) as batch_op:
        batch_op.add_column(sa.Column("follow_up_days", sa.Integer(), nullable=False, server_default="14"))

    with op.batch_alter_table("desk_hours", schema=None) as batch_op:
        batch_op.alter_column("follow_up_days", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("desk_hours", schema=None) as batch_op:
        batch_op.drop_column("follow_up_days")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_case_merged_into_id_case"), type_="foreignkey")
        batch_op.drop_column("spam_at")
        batch_op.drop_column("muted_at")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("case_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_merge_target_id"))
        batch_op.drop_index(batch_op.f("ix_case_merge_source_id"))

    op.drop_table("case_merge")
