"""Whether it is kept whom somebody helped: the person's choice, what holds, and places where it is off."""

import sqlalchemy as sa
from alembic import op

revision = "5663b4ba0a90"
down_revision = "c41f0a7d52e9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recognition_off",
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_recognition_off")),
    )
    yes = sa.true()
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_recognition", sa.Boolean(), nullable=False, server_default=yes))
        batch_op.add_column(sa.Column("is_recognised", sa.Boolean(), nullable=False, server_default=yes))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.alter_column("wants_recognition", server_default=None)
        batch_op.alter_column("is_recognised", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("is_recognised")
        batch_op.drop_column("wants_recognition")

    op.drop_table("recognition_off")
