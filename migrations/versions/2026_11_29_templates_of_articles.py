"""What new pages of each kind begin with, where knowledge managers changed it."""

import sqlalchemy as sa
from alembic import op

revision = "68a46fd6a3db"
down_revision = "63edce328b03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_template",
        sa.Column(
            "kind",
            sa.Enum(
                "howto",
                "problem",
                "policy",
                "announcement",
                "holding",
                name="pagekind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_page_template_editor_id_person")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_page_template")),
    )


def downgrade() -> None:
    op.drop_table("page_template")
