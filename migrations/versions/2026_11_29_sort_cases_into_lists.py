"""Sort cases into lists."""

import sqlalchemy as sa
from alembic import op

revision = "dc9d7429d849"
down_revision = "1860da0ee5e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "text", "number", "date", "choice", "yes_no", name="fieldkind", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_case_field_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_field")),
        sa.UniqueConstraint("space_id", "key", name=op.f("uq_case_field_space_id_key")),
    )
    op.create_table(
        "case_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_case_label_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_label")),
        sa.UniqueConstraint("space_id", "name", name=op.f("uq_case_label_space_id_name")),
    )
    op.create_table(
        "case_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filter", sa.String(length=500), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_case_list_owner_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_case_list_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_list")),
    )
    with op.batch_alter_table("case_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_list_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_list_space_id"), ["space_id"], unique=False)

    op.create_table(
        "case_labelled",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_labelled_case_id_case")),
        sa.ForeignKeyConstraint(
            ["label_id"], ["case_label.id"], name=op.f("fk_case_labelled_label_id_case_label")
        ),
        sa.PrimaryKeyConstraint("label_id", "case_id", name=op.f("pk_case_labelled")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("case_labelled", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_labelled_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_value",
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=True),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_value_case_id_case")),
        sa.ForeignKeyConstraint(
            ["field_id"], ["case_field.id"], name=op.f("fk_case_value_field_id_case_field")
        ),
        sa.PrimaryKeyConstraint("field_id", "case_id", name=op.f("pk_case_value")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("case_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_value_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_value_field_id_day"), ["field_id", "day"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_value_field_id_number"), ["field_id", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_value_field_id_words"), ["field_id", "words"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team", sa.String(length=120), nullable=False, server_default=""))
        batch_op.create_index("ix_case_snoozed", ["snoozed_until"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("team", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index("ix_case_snoozed")
        batch_op.drop_column("team")

    with op.batch_alter_table("case_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_value_field_id_words"))
        batch_op.drop_index(batch_op.f("ix_case_value_field_id_number"))
        batch_op.drop_index(batch_op.f("ix_case_value_field_id_day"))
        batch_op.drop_index(batch_op.f("ix_case_value_case_id"))

    op.drop_table("case_value")
    with op.batch_alter_table("case_labelled", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_labelled_case_id"))

    op.drop_table("case_labelled")
    with op.batch_alter_table("case_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_list_space_id"))
        batch_op.drop_index(batch_op.f("ix_case_list_owner_id"))

    op.drop_table("case_list")
    op.drop_table("case_label")
    op.drop_table("case_field")
