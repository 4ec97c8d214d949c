"""What curators set aside, and indexes for what is used, needed and wanted as an article: few among many."""

import sqlalchemy as sa
from alembic import op

revision = "21a09e3bff40"
down_revision = "2b97c70b7f29"
branch_labels = None
depends_on = None

INDEXES = (
    ("answer", "ix_answer_used", "sent_count", "sent_count >= 3"),
    ("question", "ix_question_needed", "vote_count", "vote_count >= 10"),
    ("reaction", "ix_reaction_book", "ref", "mood = 'book'"),
)


def upgrade() -> None:
    op.create_table(
        "set_aside",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=220), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_set_aside_person_id_person")),
        sa.PrimaryKeyConstraint("what", "about", name=op.f("pk_set_aside")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("set_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_aside_at"), ["at"], unique=False)
    for table, name, column, where in INDEXES:
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for table, name, _column, _where in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table("set_aside")
