"""Where links lead: the community of the target, for measures by community."""

import sqlalchemy as sa
from alembic import op

revision = "b8cd949e0725"
down_revision = "991d596c0d19"
branch_labels = None
depends_on = None


KINDS = {"page": "page", "answer": "answer", "question": "question", "post": "post", "case": '"case"'}


def upgrade() -> None:
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("space_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_link_at"), ["at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_link_space_id_space"), "space", ["space_id"], ["id"])
    for kind, table in KINDS.items():
        op.execute(
            f"UPDATE link SET space_id = (SELECT space_id FROM {table} WHERE {table}.id ="  # noqa: S608
            f" CAST(SUBSTR(link.target, {len(kind) + 2}) AS INTEGER)) WHERE target LIKE '{kind}:%'"
        )


def downgrade() -> None:
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_link_space_id_space"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_link_at"))
        batch_op.drop_column("space_id")
