"""Pages on which customers follow their case: whether a desk offers them, and the addresses."""

import sqlalchemy as sa
from alembic import op

revision = "056f143f19f2"
down_revision = "8a7872d650ee"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_page_rule",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_customer_page_rule_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_customer_page_rule_space_id_space")
        ),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_customer_page_rule")),
    )
    op.create_table(
        "customer_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_customer_page_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_page")),
        sa.UniqueConstraint("key", name=op.f("uq_customer_page_key")),
    )
    with op.batch_alter_table("customer_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_page_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("customer_page")
    op.drop_table("customer_page_rule")
