"""What coaches said of links that were drawn."""

import sqlalchemy as sa
from alembic import op

revision = "b27eaee9f32a"
down_revision = "edb6f0ed45bc"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_review",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("right_article", sa.Boolean(), nullable=False),
        sa.Column("right_case", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_link_review_by_id_person")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_link_review_link_id_link")),
        sa.PrimaryKeyConstraint("link_id", "by_id", name=op.f("pk_link_review")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("link_review")
