"""Which version of a page somebody read last."""

import sqlalchemy as sa
from alembic import op

revision = "7505d618eff7"
down_revision = "715c5d303532"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_seen",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_seen_page_id_page")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_page_seen_person_id_person")),
        sa.PrimaryKeyConstraint("page_id", "person_id", name=op.f("pk_page_seen")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("page_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_seen_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("page_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_seen_at"))

    op.drop_table("page_seen")
