"""Posts that wait for their moment."""

import sqlalchemy as sa
from alembic import op

revision = "415a51519719"
down_revision = "780748488644"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scheduled_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("poll", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["space.id"], name=op.f("fk_scheduled_post_into_id_space")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_scheduled_post_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_post")),
    )
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheduled_post_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_scheduled_post_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("scheduled_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scheduled_post_person_id"))
        batch_op.drop_index(batch_op.f("ix_scheduled_post_at"))

    op.drop_table("scheduled_post")
