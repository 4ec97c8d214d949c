"""Topics that somebody does not want to be known for."""

import sqlalchemy as sa
from alembic import op

revision = "b3d07c6e9f14"
down_revision = "75e37ef57a8f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hidden_topic",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hidden_topic_person_id_person")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_hidden_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_hidden_topic")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("hidden_topic")
