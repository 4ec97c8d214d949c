"""Recalls: texts that are taken back, the replies that carried them, and how customers are told."""

import sqlalchemy as sa
from alembic import op

revision = "242725399e3b"
down_revision = "21a09e3bff40"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column(
            "change",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("because", sa.String(length=500), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing", sa.String(length=500), nullable=False),
        sa.Column("mistaken", sa.Boolean(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_recall_closed_by_id_person")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_recall_opened_by_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_recall_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    with op.batch_alter_table("recall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_place_closed_at"), ["place", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_source_closed_at"), ["source", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_space_id"), ["space_id"], unique=False)

    op.create_table(
        "recalled_text",
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recalled_text_recall_id_recall")),
        sa.PrimaryKeyConstraint("recall_id", "ref", name=op.f("pk_recalled_text")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("recalled_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recalled_text_ref"), ["ref"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(length=80), nullable=False),
        sa.Column("because", sa.String(length=500), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_follow_up_case_id_case")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_follow_up_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_follow_up_owner_id_person")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_follow_up_recall_id_recall")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_follow_up_settled_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("recall_id", "customer_id", name=op.f("uq_follow_up_recall_id_customer_id")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_follow_up_customer_id_state"), ["customer_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_follow_up_reply"), ["reply"], unique=False)

    op.create_table(
        "recalled_reply",
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recalled_reply_case_id_case")),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_recalled_reply_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_recalled_reply_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recalled_reply_recall_id_recall")
        ),
        sa.PrimaryKeyConstraint("recall_id", "message_id", name=op.f("pk_recalled_reply")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("recalled_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recalled_reply_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recalled_reply_follow_up_id"), ["follow_up_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recalled_reply")
    op.drop_table("follow_up")
    op.drop_table("recalled_text")
    op.drop_table("recall")
