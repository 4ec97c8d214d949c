"""Messages of a case that were sent on to somebody outside."""

import sqlalchemy as sa
from alembic import op

revision = "991d596c0d19"
down_revision = "25e221fa074d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_forward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "held",
                "queued",
                "sending",
                "sent",
                "delivered",
                "read",
                "failed",
                "unknown",
                "taken_back",
                name="messagestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=400), nullable=False),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_forward_case_id_case")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_case_forward_message_id_message")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_forward_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_forward")),
    )
    with op.batch_alter_table("case_forward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_forward_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_forward_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_forward", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_forward_message_id"))
        batch_op.drop_index(batch_op.f("ix_case_forward_case_id"))

    op.drop_table("case_forward")
