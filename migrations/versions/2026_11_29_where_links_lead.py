"""Where links lead: the community of the target, for measures by community."""

import sqlalchemy as sa
from alembic import op

revision = "b8cd949e0725"
down_revision = "991d596c0d19"
branch_labels = None
depends_on = None


KINDS = ("page", "answer", "question", "post", "case")
LINK = sa.table("link", sa.column("target", sa.String), sa.column("space_id", sa.Integer))


def upgrade() -> None:
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("space_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_link_at"), ["at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_link_space_id_space"), "space", ["space_id"], ["id"])
    for kind in KINDS:  # a table for each, of the same name
        thing = sa.table(kind, sa.column("id", sa.Integer), sa.column("space_id", sa.Integer))
        number = sa.cast(sa.func.substr(LINK.c.target, len(kind) + 2), sa.Integer)
        place = sa.select(thing.c.space_id).where(thing.c.id == number).scalar_subquery()
        op.execute(sa.update(LINK).values(space_id=place).where(LINK.c.target.like(f"{kind}:%")))


def downgrade() -> None:
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_link_space_id_space"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_link_at"))
        batch_op.drop_column("space_id")
