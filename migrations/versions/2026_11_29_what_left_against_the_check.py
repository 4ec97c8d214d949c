"""What supervisors find about replies that left against the send check, and how strict it is."""

import sqlalchemy as sa
from alembic import op

revision = "d91eaa2d5abc"
down_revision = "f2b19a99a769"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_rule",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum("stop", "ask", "hint", "off", name="level", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_check_rule_changed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_check_rule")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("guard_override", schema=None) as batch_op:
        batch_op.add_column(sa.Column("was_right", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("judged_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_guard_override_finding"), ["finding"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_guard_override_judged_by_id_person"), "person", ["judged_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("guard_override", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_guard_override_judged_by_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_guard_override_finding"))
        batch_op.drop_column("judged_at")
        batch_op.drop_column("judged_by_id")
        batch_op.drop_column("was_right")

    op.drop_table("check_rule")
