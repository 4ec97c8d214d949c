"""Problems: what is behind many cases."""

import sqlalchemy as sa
from alembic import op

revision = "a74b05d75ca5"
down_revision = "19b56d2e15c3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("then", sa.String(length=20), nullable=False),
        sa.Column("solved_by_id", sa.Integer(), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_problem_opened_by_id_person")),
        sa.ForeignKeyConstraint(["solved_by_id"], ["person.id"], name=op.f("fk_problem_solved_by_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_problem_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_space_id"), ["space_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_space_id_state"), ["space_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("problem")
