"""Save things for later."""

import sqlalchemy as sa
from alembic import op

revision = "68c47d14bb49"
down_revision = "c1f0a94be7d3"
branch_labels = None
depends_on = None

AWAITED = sa.text("remind_at IS NOT NULL AND reminded_at IS NULL AND done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "saved",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved")),
    )
    with op.batch_alter_table("saved", schema=None) as batch_op:
        batch_op.create_index(
            "ix_saved_awaited", ["remind_at"], unique=False, sqlite_where=AWAITED, postgresql_where=AWAITED
        )
        batch_op.create_index(batch_op.f("ix_saved_person_id_about"), ["person_id", "about"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_saved_person_id_done_at_remind_at"),
            ["person_id", "done_at", "remind_at"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_table("saved")
