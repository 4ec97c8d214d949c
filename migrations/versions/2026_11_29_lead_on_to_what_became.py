"""Where to find what became a part of something else."""

import sqlalchemy as sa
from alembic import op

revision = "c1f0a94be7d3"
down_revision = "d7dcdc1aeb88"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forward",
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_forward")),
    )
    with op.batch_alter_table("forward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forward_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_forward_target"), ["target"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("forward", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forward_target"))
        batch_op.drop_index(batch_op.f("ix_forward_place"))
    op.drop_table("forward")
