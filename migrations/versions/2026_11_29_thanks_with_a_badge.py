"""Thanks that name a way of helping, and who was thanked."""

import sqlalchemy as sa
from alembic import op

revision = "7f21916c2964"
down_revision = "81976a1bc55c"
branch_labels = None
depends_on = None

WITH_BADGE = ("post", "scheduled_post", "stream_item")


def upgrade() -> None:
    for table in WITH_BADGE:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("badge", sa.String(length=20), nullable=False, server_default=""))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("badge", server_default=None)
    thanked = op.create_table(
        "thanked",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thanked_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_thanked_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_thanked")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_thanked_person_id_at"), "thanked", ["person_id", "at"], unique=False)
    _keep_earlier(thanked)


def downgrade() -> None:
    op.drop_index(op.f("ix_thanked_person_id_at"), table_name="thanked")
    op.drop_table("thanked")
    for table in WITH_BADGE:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("badge")


def _keep_earlier(thanked: sa.Table) -> None:
    """Whom earlier posts thank, as far as they are recognised."""
    post = sa.table(
        "post",
        sa.column("id", sa.Integer),
        sa.column("kind", sa.String),
        sa.column("people", sa.JSON),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    person = sa.table("person", sa.column("id", sa.Integer), sa.column("is_recognised", sa.Boolean))
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(person.c.id).where(person.c.is_recognised)))
    found = connection.execute(
        sa.select(post.c.id, post.c.people, post.c.created_at).where(post.c.kind == "thanks")
    )
    rows = [
        {"post_id": id, "person_id": person_id, "badge": "", "at": at}
        for id, people, at in found.all()
        for person_id in known.intersection(people)
    ]
    if rows:
        connection.execute(thanked.insert(), rows)
