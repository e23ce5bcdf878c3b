"""Read by Alembic, not imported: runs the migrations on the connection that Database.open hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
