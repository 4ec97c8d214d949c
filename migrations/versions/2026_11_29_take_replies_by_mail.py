"""The mails that answer notices, and how far their mailbox was read."""

import sqlalchemy as sa
from alembic import op

revision = "b1aa684a6583"
down_revision = "83a6d7639bec"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_box",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_reply_box")),
    )
    op.create_table(
        "mail_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "posted", "returned", "ignored", name="replystate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_reply_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reply")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_reply_key")),
    )
    with op.batch_alter_table("mail_reply", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_reply_person_id_received_at"), ["person_id", "received_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("mail_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_reply_person_id_received_at"))

    op.drop_table("mail_reply")
    op.drop_table("reply_box")
