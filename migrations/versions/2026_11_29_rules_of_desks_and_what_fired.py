"""Rules of desks, what fired, and what they caused."""

import sqlalchemy as sa
from alembic import op

revision = "e473cbd0d097"
down_revision = "d4448012cd8a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_echo",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_rule_echo")),
    )
    op.create_table(
        "desk_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "arrived",
                "wrote",
                "sent",
                "state",
                "label",
                "due",
                "quiet",
                name="trigger",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("filter", sa.String(length=500), nullable=False),
        sa.Column("deeds", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_desk_rule_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["on_by_id"], ["person.id"], name=op.f("fk_desk_rule_on_by_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_desk_rule_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_rule")),
    )
    with op.batch_alter_table("desk_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_rule_space_id"), ["space_id"], unique=False)

    op.create_table(
        "rule_firing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "arrived",
                "wrote",
                "sent",
                "state",
                "label",
                "due",
                "quiet",
                name="trigger",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("filter", sa.String(length=500), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("deeds", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rule_firing_case_id_case")),
        sa.ForeignKeyConstraint(["rule_id"], ["desk_rule.id"], name=op.f("fk_rule_firing_rule_id_desk_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_firing")),
        sa.UniqueConstraint("rule_id", "case_id", "cause", name=op.f("uq_rule_firing_rule_id_case_id_cause")),
    )
    with op.batch_alter_table("rule_firing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_firing_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_firing_rule_id_id"), ["rule_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rule_firing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_firing_rule_id_id"))
        batch_op.drop_index(batch_op.f("ix_rule_firing_case_id"))

    op.drop_table("rule_firing")
    with op.batch_alter_table("desk_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_rule_space_id"))

    op.drop_table("desk_rule")
    op.drop_table("rule_echo")
