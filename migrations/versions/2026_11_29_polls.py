"""Polls: what can be chosen, who voted, and what they chose where it is not secret."""

import sqlalchemy as sa
from alembic import op

revision = "780748488644"
down_revision = "5e197c05d516"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poll",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("is_multiple", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column(
            "results", sa.Enum("voted", "end", name="results", native_enum=False, length=20), nullable=False
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_poll_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_poll")),
    )
    op.create_table(
        "poll_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["poll.post_id"], name=op.f("fk_poll_choice_post_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_choice")),
    )
    with op.batch_alter_table("poll_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_choice_post_id"), ["post_id"], unique=False)

    op.create_table(
        "poll_voter",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_voter_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["poll.post_id"], name=op.f("fk_poll_voter_post_id_poll")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_poll_voter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_pick",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["poll_choice.id"], name=op.f("fk_poll_pick_choice_id_poll_choice")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_pick_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["poll.post_id"], name=op.f("fk_poll_pick_post_id_poll")),
        sa.PrimaryKeyConstraint("post_id", "person_id", "slot", name=op.f("pk_poll_pick")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("poll_pick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_pick_choice_id"), ["choice_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("poll_pick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_pick_choice_id"))

    op.drop_table("poll_pick")
    op.drop_table("poll_voter")
    with op.batch_alter_table("poll_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_choice_post_id"))

    op.drop_table("poll_choice")
    op.drop_table("poll")
