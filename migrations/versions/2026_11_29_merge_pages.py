"""Pages that went into others, and pairs that look alike."""

import sqlalchemy as sa
from alembic import op

revision = "2b97c70b7f29"
down_revision = "94fbefd4a078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_compared",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_compared_page_id_page")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_compared")),
    )
    op.create_table(
        "page_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_page_merge_by_id_person")),
        sa.ForeignKeyConstraint(["source_id"], ["page.id"], name=op.f("fk_page_merge_source_id_page")),
        sa.ForeignKeyConstraint(["target_id"], ["page.id"], name=op.f("fk_page_merge_target_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_merge")),
    )
    with op.batch_alter_table("page_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_merge_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_merge_target_id"), ["target_id"], unique=False)

    op.create_table(
        "page_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dismissed_by_id"], ["person.id"], name=op.f("fk_page_pair_dismissed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["page.id"], name=op.f("fk_page_pair_first_id_page")),
        sa.ForeignKeyConstraint(["second_id"], ["page.id"], name=op.f("fk_page_pair_second_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_pair")),
    )
    with op.batch_alter_table("page_pair", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_page_pair_first_id_second_id"), ["first_id", "second_id"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_page_pair_percent_id"), ["percent", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_pair_second_id"), ["second_id"], unique=False)

    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_page_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_page_merged_into_id_page"), "page", ["merged_into_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_page_merged_into_id_page"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_page_merged_into_id"))
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("page_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_pair_second_id"))
        batch_op.drop_index(batch_op.f("ix_page_pair_percent_id"))
        batch_op.drop_index(batch_op.f("ix_page_pair_first_id_second_id"))

    op.drop_table("page_pair")
    with op.batch_alter_table("page_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_merge_target_id"))
        batch_op.drop_index(batch_op.f("ix_page_merge_source_id"))

    op.drop_table("page_merge")
    op.drop_table("page_compared")
