"""Who was asked to answer what, and how much somebody takes at once."""

import sqlalchemy as sa
from alembic import op

revision = "c7e1592ab840"
down_revision = "68c47d14bb49"
branch_labels = None
depends_on = None

STATES = ("waiting", "accepted", "declined", "handed_on", "over")


def upgrade() -> None:
    op.create_table(
        "answer_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        sa.Column(
            "state", sa.Enum(*STATES, name="requeststate", native_enum=False, length=40), nullable=False
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_answer_request_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_answer_request_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["instead_of_id"], ["person.id"], name=op.f("fk_answer_request_instead_of_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_request")),
        sa.UniqueConstraint("about", "person_id", name=op.f("uq_answer_request_about_person_id")),
    )
    op.create_index(
        op.f("ix_answer_request_person_id_state"), "answer_request", ["person_id", "state"], unique=False
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("most_asked", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("most_asked")
    op.drop_index(op.f("ix_answer_request_person_id_state"), table_name="answer_request")
    op.drop_table("answer_request")
