"""Let cases find somebody."""

import sqlalchemy as sa
from alembic import op

revision = "e85b9fee2ee8"
down_revision = "965e7c92bd18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_routing",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum("nobody", "turns", "free", "topic", name="routing", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("return_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_desk_routing_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_desk_routing")),
    )
    op.create_table(
        "desk_turn",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_turn_person_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_desk_turn_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", "person_id", name=op.f("pk_desk_turn")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("assigned_at")

    op.drop_table("desk_turn")
    op.drop_table("desk_routing")
