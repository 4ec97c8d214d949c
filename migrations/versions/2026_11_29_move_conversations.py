"""Conversations that were moved, split or merged, and communities from which nothing is moved."""

import sqlalchemy as sa
from alembic import op

revision = "75e37ef57a8f"
down_revision = "5bff61fbd2f6"
branch_labels = None
depends_on = None

KINDS = sa.Enum("moved", "split", "merged", name="relocationkind", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "relocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("from_space_id", sa.Integer(), nullable=False),
        sa.Column("to_space_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_relocation_by_id_person")),
        sa.ForeignKeyConstraint(
            ["from_space_id"], ["space.id"], name=op.f("fk_relocation_from_space_id_space")
        ),
        sa.ForeignKeyConstraint(["to_space_id"], ["space.id"], name=op.f("fk_relocation_to_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relocation")),
    )
    with op.batch_alter_table("relocation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_relocation_from_space_id_at"), ["from_space_id", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_relocation_source"), ["source"], unique=False)
        batch_op.create_index(batch_op.f("ix_relocation_target"), ["target"], unique=False)
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.add_column(sa.Column("keeps_talk", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.alter_column("keeps_talk", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.drop_column("keeps_talk")
    with op.batch_alter_table("relocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relocation_target"))
        batch_op.drop_index(batch_op.f("ix_relocation_source"))
        batch_op.drop_index(batch_op.f("ix_relocation_from_space_id_at"))
    op.drop_table("relocation")
