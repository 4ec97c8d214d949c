"""Texts that did not help a customer are checked by somebody."""

import sqlalchemy as sa
from alembic import op

revision = "94fbefd4a078"
down_revision = "499f7619279a"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    verdict = sa.Enum("kept", "corrected", "revoked", name="verdict", native_enum=False, length=20)
    op.create_table(
        "reuse_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_revision", sa.Integer(), nullable=True),
        sa.Column("verdict", verdict, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_reuse_check_closed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_check")),
    )
    op.create_index(
        "ix_reuse_check_open",
        "reuse_check",
        ["source"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_reuse_check_source_closed_at"), "reuse_check", ["source", "closed_at"])
    op.create_table(
        "reuse_bad_result",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(length=80), nullable=False),
        sa.Column("customer", sa.String(length=80), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["reuse_check.id"], name=op.f("fk_reuse_bad_result_check_id_reuse_check")
        ),
        sa.PrimaryKeyConstraint("check_id", "case_ref", name=op.f("pk_reuse_bad_result")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("reuse_bad_result")
    op.drop_index(op.f("ix_reuse_check_source_closed_at"), table_name="reuse_check")
    op.drop_index("ix_reuse_check_open", table_name="reuse_check")
    op.drop_table("reuse_check")
