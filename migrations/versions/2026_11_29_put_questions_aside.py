"""Questions and answers can be put aside: obsolete, duplicate, closed."""

import sqlalchemy as sa
from alembic import op

revision = "e47ed66dace3"
down_revision = "b44f2e186d3c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_rule")),
    )
    op.create_table(
        "closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column(
            "how",
            sa.Enum("obsolete", "duplicate", "closed", name="how", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("instead", sa.String(length=80), nullable=False),
        sa.Column("was_accepted", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_closing_by_id_person")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_closing_lifted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
    )
    with op.batch_alter_table("closing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_closing_in_force",
            ["ref"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_closing_instead"), ["instead"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("closing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closing_instead"))
        batch_op.drop_index(
            "ix_closing_in_force",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.drop_table("closing")
    op.drop_table("question_rule")
