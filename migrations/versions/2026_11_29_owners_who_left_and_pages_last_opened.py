"""Whose a page was until they left, and when somebody opened it last: nobody knows of those before today."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "f47e2bb3ddcf"
down_revision = "33bb986a3cdd"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("left_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_page_left_by_id_person"), "person", ["left_by_id"], ["id"])

    page = sa.table("page", sa.column("opened_at", sa.DateTime(timezone=True)))
    op.execute(page.update().values(opened_at=datetime.now(UTC)))


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_page_left_by_id_person"), type_="foreignkey")
        batch_op.drop_column("left_by_id")
        batch_op.drop_column("opened_at")
