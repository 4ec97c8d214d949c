"""Who verified a page, when it is due again, and what holds for all pages."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "8638abaa5882"
down_revision = "142da6b4a652"
branch_labels = None
depends_on = None

USUAL_DAYS = 90  # of policies that name no interval


def upgrade() -> None:
    op.create_table(
        "wiki_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("calendar_kinds", sa.JSON(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("needed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wiki_policy")),
    )
    states = sa.Enum(
        "wip", "unvalidated", "validated", "archived", name="pagestate", native_enum=False, length=20
    )
    op.create_table(
        "page_verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_before", states, nullable=False),
        sa.Column("by_before_id", sa.Integer(), nullable=True),
        sa.Column("at_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision_before", sa.Integer(), nullable=True),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_verification_page_id_page")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_page_verification_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_verification")),
    )
    op.create_index(op.f("ix_page_verification_page_id_at"), "page_verification", ["page_id", "at"])
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verifier_space_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("review_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_page_review_due_at"), ["review_due_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_page_verifier_space_id_space"), "space", ["verifier_space_id"], ["id"]
        )
    _say_when_they_are_due()


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_page_verifier_space_id_space"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_page_review_due_at"))
        batch_op.drop_column("review_due_at")
        batch_op.drop_column("review_on")
        batch_op.drop_column("verifier_space_id")
    op.drop_index(op.f("ix_page_verification_page_id_at"), table_name="page_verification")
    op.drop_table("page_verification")
    op.drop_table("wiki_policy")


def _say_when_they_are_due() -> None:
    """What was computed when it was asked for is stored now."""
    moment = sa.DateTime(timezone=True)
    page = sa.table(
        "page", sa.column("id", sa.Integer), sa.column("kind", sa.String), sa.column("verified_at", moment),
        sa.column("review_days", sa.Integer), sa.column("review_due_at", moment),
    )  # fmt: skip
    connection = op.get_bind()
    found = connection.execute(
        sa.select(page.c.id, page.c.kind, page.c.verified_at, page.c.review_days)
        .where(page.c.verified_at.is_not(None))
    ).all()  # fmt: skip
    for id, kind, verified_at, days in found:
        after = days if days is not None else USUAL_DAYS if kind == "policy" else None
        if after:
            due = verified_at + timedelta(days=after)
            connection.execute(page.update().where(page.c.id == id).values(review_due_at=due))
