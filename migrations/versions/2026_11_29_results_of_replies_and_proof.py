"""What became of each reply, and which texts are proven by it; counted from what was recorded so far."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "87363f7a8975"
down_revision = "8638abaa5882"
branch_labels = None
depends_on = None

RATED, BACK = "reuse.outcome_arrived", "reuse.customer_came_back"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    standings = sa.Enum("open", "proven", "check_me", name="standing", native_enum=False, length=20)
    proof = op.create_table(
        "proof",
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("standing", standings, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("agents", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_proof")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proof_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("agents", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_rule")),
    )
    result = op.create_table(
        "reply_result",
        sa.Column("reply", sa.String(length=80), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("came_back", sa.Boolean(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("reply", name=op.f("pk_reply_result")),
        sqlite_with_rowid=False,
    )
    _remember(result)
    _begin(proof)


def downgrade() -> None:
    op.drop_table("reply_result")
    op.drop_table("proof_rule")
    op.drop_table("proof")


def _remember(result: sa.Table) -> None:
    """The latest rating of each reply, and whether its customer came back to a solved case."""
    event = sa.table(
        "event", sa.column("id", sa.Integer), sa.column("kind", sa.String), sa.column("data", sa.JSON),
        sa.column("at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    connection = op.get_bind()
    said = sa.select(event.c.kind, event.c.data, event.c.at).where(event.c.kind.in_((RATED, BACK)))
    rows: dict[str, dict[str, object]] = {}
    for kind, data, at in connection.execute(said.order_by(event.c.id)):
        if not data.get("reply") or (kind == BACK and not data.get("reopened")):
            continue
        row = rows.setdefault(data["reply"], {"reply": data["reply"], "rating": None, "came_back": False})
        row["at"] = at
        row.update({"rating": data.get("rating")} if kind == RATED else {"came_back": True})
    if rows:
        connection.execute(result.insert(), list(rows.values()))


def _begin(proof: sa.Table) -> None:
    """Every text that went out is counted by the first round of the day."""
    provenance = sa.table("provenance", sa.column("source", sa.String), sa.column("reply", sa.String))
    sent = sa.select(provenance.c.source).where(provenance.c.reply.is_not(None)).distinct()
    connection = op.get_bind()
    zero = {"standing": "open", "cases": 0, "agents": 0, "rated": 0, "satisfied": 0, "at": datetime.now(UTC)}
    rows = [{"ref": ref, **zero} for ref in connection.scalars(sent)]
    if rows:
        connection.execute(proof.insert(), rows)
