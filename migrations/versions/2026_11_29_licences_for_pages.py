"""Licences for pages, samples of what people write, and whether licences decide."""

import sqlalchemy as sa
from alembic import op

revision = "8738a8d3b4c8"
down_revision = "371c96604669"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wiki_licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "licence",
            sa.Enum(
                "candidate", "contributor", "publisher", "coach", name="licence", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "before",
            sa.Enum(
                "candidate", "contributor", "publisher", "coach", name="licence", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_wiki_licence_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wiki_licence_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wiki_licence")),
    )
    with op.batch_alter_table("wiki_licence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wiki_licence_person_id_id"), ["person_id", "id"], unique=False)

    op.create_table(
        "wiki_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"], name=op.f("fk_wiki_sample_coach_id_person")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_wiki_sample_page_id_page")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wiki_sample_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wiki_sample")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_wiki_sample_page_id_number")),
    )
    with op.batch_alter_table("wiki_sample", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wiki_sample_person_id_at"), ["person_id", "at"], unique=False)

    with op.batch_alter_table("wiki_policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ladder", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("wiki_policy", schema=None) as batch_op:
        batch_op.drop_column("ladder")

    with op.batch_alter_table("wiki_sample", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wiki_sample_person_id_at"))

    op.drop_table("wiki_sample")
    with op.batch_alter_table("wiki_licence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wiki_licence_person_id_id"))

    op.drop_table("wiki_licence")
