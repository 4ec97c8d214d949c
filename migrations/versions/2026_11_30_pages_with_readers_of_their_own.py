"""A part of a space: where pages with readers of their own live."""

import sqlalchemy as sa
from alembic import op

revision = "7a9b1162e428"
down_revision = "4de090153c84"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.add_column(sa.Column("within_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_space_within_id"), ["within_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_space_within_id_space"), "space", ["within_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_space_within_id_space"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_space_within_id"))
        batch_op.drop_column("within_id")
