"""Topics of one community, other names of a topic, and merges that can be taken back."""

from html import escape

import sqlalchemy as sa
from alembic import op

revision = "73a5199b26d5"
down_revision = "044017d6db04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about_html", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("space_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("same_as_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.alter_column(
            "slug", existing_type=sa.String(length=60), type_=sa.String(length=130), existing_nullable=False
        )
        batch_op.create_index(batch_op.f("ix_topic_same_as_id"), ["same_as_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_space_id"), ["space_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_topic_same_as_id_topic"), "topic", ["same_as_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_topic_space_id_space"), "space", ["space_id"], ["id"])
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.alter_column("about_html", server_default=None)
        batch_op.alter_column("revision", server_default=None)
    _show_descriptions()
    op.create_table(
        "topic_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_topic_merge_by_id_person")),
        sa.ForeignKeyConstraint(["source_id"], ["topic.id"], name=op.f("fk_topic_merge_source_id_topic")),
        sa.ForeignKeyConstraint(["target_id"], ["topic.id"], name=op.f("fk_topic_merge_target_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_merge")),
    )
    with op.batch_alter_table("topic_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_merge_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_merge_target_id"), ["target_id"], unique=False)
    op.create_table(
        "topic_moved",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("was_there", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["topic_merge.id"], name=op.f("fk_topic_moved_merge_id_topic_merge")
        ),
        sa.PrimaryKeyConstraint("merge_id", "what", "key", name=op.f("pk_topic_moved")),
        sqlite_with_rowid=False,
    )


def _show_descriptions() -> None:
    """What stood there was plain text."""
    topic = sa.table("topic", sa.column("id"), sa.column("about"), sa.column("about_html"))
    rows = op.get_bind().execute(sa.select(topic.c.id, topic.c.about).where(topic.c.about != "")).all()
    for id, about in rows:
        html = f"<p>{escape(about)}</p>"
        op.get_bind().execute(sa.update(topic).where(topic.c.id == id).values(about_html=html))


def downgrade() -> None:
    op.drop_table("topic_moved")
    with op.batch_alter_table("topic_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_merge_target_id"))
        batch_op.drop_index(batch_op.f("ix_topic_merge_source_id"))
    op.drop_table("topic_merge")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_topic_space_id_space"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_topic_same_as_id_topic"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_topic_space_id"))
        batch_op.drop_index(batch_op.f("ix_topic_same_as_id"))
        batch_op.alter_column(
            "slug", existing_type=sa.String(length=130), type_=sa.String(length=60), existing_nullable=False
        )
        batch_op.drop_column("revision")
        batch_op.drop_column("same_as_id")
        batch_op.drop_column("space_id")
        batch_op.drop_column("about_html")
