"""Files that go along with replies: of drafts, of replies that wait, of those that left."""

import sqlalchemy as sa
from alembic import op

revision = "d5f6b0477955"
down_revision = "baad267de31a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("waits", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reply_file_case_id_case")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_reply_file_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_reply_file_message_id_message")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_file_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_file")),
    )
    with op.batch_alter_table("reply_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reply_file_case_id_person_id_message_id"),
            ["case_id", "person_id", "message_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_reply_file_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reply_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_file_message_id"))
        batch_op.drop_index(batch_op.f("ix_reply_file_case_id_person_id_message_id"))

    op.drop_table("reply_file")
