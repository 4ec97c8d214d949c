"""The language of a page, and which page it is a translation of."""

import sqlalchemy as sa
from alembic import op

revision = "b44f2e186d3c"
down_revision = "360effcd838e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("translation_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source_revision", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_page_translation_of_id"), ["translation_of_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_page_translation_of_id_page"), "page", ["translation_of_id"], ["id"]
        )

    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.alter_column("language", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_page_translation_of_id_page"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_page_translation_of_id"))
        batch_op.drop_column("source_revision")
        batch_op.drop_column("translation_of_id")
        batch_op.drop_column("language")
