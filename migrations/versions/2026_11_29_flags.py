"""Flags: somebody says that an answer or a page is not right, and hears what was done."""

import sqlalchemy as sa
from alembic import op

revision = "499f7619279a"
down_revision = "c6d51e5f86ad"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "wrong",
                "outdated",
                "incomplete",
                "unclear",
                "double",
                "inside",
                name="flagreason",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "end",
            sa.Enum("mended", "right", "withdrawn", name="flagend", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_flag_ended_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_flag_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flag_about_ended_at"), ["about", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_flag_ended_at_at"), ["ended_at", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_flag_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("answer_request", schema=None) as batch_op:
        batch_op.alter_column(
            "state",
            existing_type=sa.VARCHAR(length=40),
            type_=sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "handed_on",
                "over",
                name="requeststate",
                native_enum=False,
                length=20,
            ),
            existing_nullable=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("answer_request", schema=None) as batch_op:
        batch_op.alter_column(
            "state",
            existing_type=sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "handed_on",
                "over",
                name="requeststate",
                native_enum=False,
                length=20,
            ),
            type_=sa.VARCHAR(length=40),
            existing_nullable=False,
        )

    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flag_person_id"))
        batch_op.drop_index(batch_op.f("ix_flag_ended_at_at"))
        batch_op.drop_index(batch_op.f("ix_flag_about_ended_at"))

    op.drop_table("flag")
