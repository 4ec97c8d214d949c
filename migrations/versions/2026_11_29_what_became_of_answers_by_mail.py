"""Who sent an answer by mail, about what, and the text of one that could not be posted."""

import sqlalchemy as sa
from alembic import op

revision = "adf8985ef017"
down_revision = "00701f0d007e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mail_reply") as batch_op:
        batch_op.add_column(sa.Column("sender", sa.String(length=320), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("about", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("text", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_mail_reply_state_id"), ["state", "id"])


def downgrade() -> None:
    with op.batch_alter_table("mail_reply") as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_reply_state_id"))
        batch_op.drop_column("text")
        batch_op.drop_column("about")
        batch_op.drop_column("sender")
