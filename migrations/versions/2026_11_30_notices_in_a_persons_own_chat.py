"""Notices in a person's own chat, and whether administrators allow them."""

import sqlalchemy as sa
from alembic import op

revision = "032145a58b4f"
down_revision = "bc1e37aa933f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("hosts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_rule")),
    )
    op.create_table(
        "chat_way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("slack", "teams", "lark", "json", name="form", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("tells_closed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chat_way_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_way")),
        sa.UniqueConstraint("person_id", name=op.f("uq_chat_way_person_id")),
    )


def downgrade() -> None:
    op.drop_table("chat_way")
    op.drop_table("chat_rule")
