"""Promise times at a desk."""

import sqlalchemy as sa
from alembic import op

revision = "adc5083efec0"
down_revision = "95a367a4bf6d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_hours",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.Column("holidays", sa.JSON(), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("warn_minutes", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_desk_hours_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_desk_hours")),
    )
    op.create_table(
        "desk_target",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum("low", "normal", "high", "urgent", name="priority", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("first_minutes", sa.Integer(), nullable=True),
        sa.Column("next_minutes", sa.Integer(), nullable=True),
        sa.Column("solution_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_desk_target_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", "priority", name=op.f("pk_desk_target")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("solution_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reply_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reply_used", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("solution_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("solution_used", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_case_due", ["due_at"], unique=False)
        batch_op.create_index("ix_case_solution_due", ["solution_due_at"], unique=False)
        batch_op.create_index("ix_case_warn", ["warn_at"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("reply_used", server_default=None)
        batch_op.alter_column("solution_used", server_default=None)
    # What is owed now goes on as it was promised; solving was promised to nobody yet, its clock runs all the same.
    op.execute(
        sa.text('UPDATE "case" SET reply_from = waiting_since, warn_at = due_at WHERE due_at IS NOT NULL')
    )
    op.execute(
        sa.text(
            'UPDATE "case" SET solution_from = created_at '
            "WHERE state NOT IN ('solved', 'closed', 'waiting_customer')"
        )
    )


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index("ix_case_warn")
        batch_op.drop_index("ix_case_solution_due")
        batch_op.drop_index("ix_case_due")
        batch_op.drop_column("missed_at")
        batch_op.drop_column("warned_at")
        batch_op.drop_column("warn_at")
        batch_op.drop_column("solution_used")
        batch_op.drop_column("solution_from")
        batch_op.drop_column("reply_used")
        batch_op.drop_column("reply_from")
        batch_op.drop_column("solution_due_at")

    op.drop_table("desk_target")
    op.drop_table("desk_hours")
