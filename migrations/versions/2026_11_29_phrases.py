"""Other words by which a text is found, as people searched and asked."""

import sqlalchemy as sa
from alembic import op

revision = "63edce328b03"
down_revision = "a30e94c22376"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phrase_person_id_person")),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_phrase_removed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase")),
    )
    with op.batch_alter_table("phrase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phrase_ref_key"), ["ref", "key"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("phrase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phrase_ref_key"))

    op.drop_table("phrase")
