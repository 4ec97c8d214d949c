"""What people want to learn, when they work, how to reach them; and words by which they are found."""

import json

import sqlalchemy as sa
from alembic import op

revision = "4d0c6f2f9a71"
down_revision = "d96974415a07"
branch_labels = None
depends_on = None

COLUMNS = {
    "learns": (sa.JSON(), "[]"),
    "contact": (sa.String(length=200), ""),
    "work_days": (sa.Integer(), "0"),
    "work_begins": (sa.Integer(), "9"),
    "work_ends": (sa.Integer(), "17"),
}


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name, (kind, default) in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(op.f("ix_person_place"), ["place"], unique=False)
    words = op.create_table(
        "profile_word",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_word_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "kind", "word", name=op.f("pk_profile_word")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("profile_word", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_profile_word_kind_word_person_id"), ["kind", "word", "person_id"], unique=False
        )
    _keep_words(words)


def _keep_words(words: sa.Table) -> None:
    connection = op.get_bind()
    for id, skills, languages in connection.execute(
        sa.text("SELECT id, skills, languages FROM person")
    ).all():
        for kind, said in (("knows", skills), ("speaks", languages)):
            known = json.loads(said) if isinstance(said, str) else said
            folded = {" ".join(str(word).split())[:60].casefold() for word in known or ()} - {""}
            for word in sorted(folded):
                connection.execute(words.insert().values(person_id=id, kind=kind, word=word))


def downgrade() -> None:
    op.drop_table("profile_word")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_person_place"))
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
