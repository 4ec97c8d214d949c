"""Who alone may change a page, when it goes out and ends, who works on it."""

import sqlalchemy as sa
from alembic import op

revision = "a30e94c22376"
down_revision = "87363f7a8975"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_care",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_by_id", sa.Integer(), nullable=True),
        sa.Column("publish_revision", sa.Integer(), nullable=True),
        sa.Column("archive_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archive_by_id", sa.Integer(), nullable=True),
        sa.Column("solver_id", sa.Integer(), nullable=True),
        sa.Column("solver_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["archive_by_id"], ["person.id"], name=op.f("fk_page_care_archive_by_id_person")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_care_page_id_page")),
        sa.ForeignKeyConstraint(
            ["publish_by_id"], ["person.id"], name=op.f("fk_page_care_publish_by_id_person")
        ),
        sa.ForeignKeyConstraint(["solver_id"], ["person.id"], name=op.f("fk_page_care_solver_id_person")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_care")),
    )
    with op.batch_alter_table("page_care", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_care_archive_at"), ["archive_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_care_publish_at"), ["publish_at"], unique=False)

    op.create_table(
        "page_keeper",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_keeper_page_id_page")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_page_keeper_person_id_person")),
        sa.PrimaryKeyConstraint("page_id", "person_id", name=op.f("pk_page_keeper")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_guarded", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.alter_column("is_guarded", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_column("is_guarded")

    op.drop_table("page_keeper")
    with op.batch_alter_table("page_care", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_care_publish_at"))
        batch_op.drop_index(batch_op.f("ix_page_care_archive_at"))

    op.drop_table("page_care")
