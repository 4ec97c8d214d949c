"""How Alembic reaches the database: over a connection of the hub, or the address in the settings.

Nothing of the hub is imported at run time of a migration; only a new one is compared with the models.
"""

from alembic import context
from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Run the migrations in one transaction; SQLite changes tables by copying them."""
    attributes = context.config.attributes
    context.configure(
        connection=connection,
        target_metadata=attributes.get("metadata"),
        render_item=attributes.get("render_item"),
        include_name=attributes.get("include_name"),
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
