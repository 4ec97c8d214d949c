"""What is urgent, for whom, since when they know of it, and who may call it so."""

import sqlalchemy as sa
from alembic import op

revision = "fbc0a10a9264"
down_revision = "5d02e8a7c4b9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "urgent_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("passes_quiet", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_rule")),
    )
    op.create_table(
        "urgent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_urgent_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent")),
    )
    with op.batch_alter_table("urgent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_urgent_by_id_at"), ["by_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_urgent_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_urgent_ref"), ["ref"], unique=False)
    op.create_table(
        "urgent_reader",
        sa.Column("urgent_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_urgent_reader_person_id_person")),
        sa.ForeignKeyConstraint(["urgent_id"], ["urgent.id"], name=op.f("fk_urgent_reader_urgent_id_urgent")),
        sa.PrimaryKeyConstraint("urgent_id", "person_id", name=op.f("pk_urgent_reader")),
    )


def downgrade() -> None:
    op.drop_table("urgent_reader")
    with op.batch_alter_table("urgent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_urgent_ref"))
        batch_op.drop_index(batch_op.f("ix_urgent_next_at"))
        batch_op.drop_index(batch_op.f("ix_urgent_by_id_at"))
    op.drop_table("urgent")
    op.drop_table("urgent_rule")
