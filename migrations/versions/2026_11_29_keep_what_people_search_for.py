"""What people search for and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "c6d51e5f86ad"
down_revision = "fbc0a10a9264"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("opened", sa.String(length=80), nullable=False),
        sa.Column(
            "came_to",
            sa.Enum("use", "open", "ask", "nothing", name="end", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_search_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    with op.batch_alter_table("search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_person_id_at"), ["person_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("search")
