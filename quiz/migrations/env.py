"""Alembic's entry: runs the migrations on the connection and in the transaction that quiz/schema.py hands over."""

from alembic import context

from quiz.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot ALTER a column: Alembic copies the table
)
context.run_migrations()
