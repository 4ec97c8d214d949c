"""Who gathered around a question, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "25e221fa074d"
down_revision = "056f143f19f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=300), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "result",
            sa.Enum("solved", "partly", "handed_on", "not", name="swarmresult", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("learned_by", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_swarm_ended_by_id_person")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_swarm_question_id_question")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_swarm_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swarm")),
    )
    with op.batch_alter_table("swarm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swarm_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swarm_started_at"), ["started_at"], unique=False)

    op.create_table(
        "swarm_member",
        sa.Column("swarm_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_swarm_member_person_id_person")),
        sa.ForeignKeyConstraint(["swarm_id"], ["swarm.id"], name=op.f("fk_swarm_member_swarm_id_swarm")),
        sa.PrimaryKeyConstraint("swarm_id", "person_id", name=op.f("pk_swarm_member")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("swarm_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swarm_member_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("swarm_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_swarm_member_person_id"))

    op.drop_table("swarm_member")
    with op.batch_alter_table("swarm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_swarm_started_at"))
        batch_op.drop_index(batch_op.f("ix_swarm_question_id"))

    op.drop_table("swarm")
