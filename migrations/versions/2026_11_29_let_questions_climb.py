"""What nobody answers climbs, by a time that is promised."""

import sqlalchemy as sa
from alembic import op

revision = "2a292691b4d9"
down_revision = "c09c2ee1057a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_rung",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_rung_question_id_question")
        ),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_question_rung")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("climbed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_question_promised_at"), ["promised_at"], unique=False)

    with op.batch_alter_table("question_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", sa.Integer(), nullable=False, server_default="0"))

    for table, name in (("question", "rung"), ("question_rule", "hours")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("question_rule", schema=None) as batch_op:
        batch_op.drop_column("hours")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_promised_at"))
        batch_op.drop_column("asked_back_at")
        batch_op.drop_column("promised_at")
        batch_op.drop_column("climbed_at")
        batch_op.drop_column("rung")
        batch_op.drop_column("waiting_due_at")

    op.drop_table("question_rung")
