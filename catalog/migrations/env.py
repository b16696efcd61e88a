"""Runs the migrations on the connection that catalog.store.opening hands over; Alembic calls this file."""

from __future__ import annotations

from alembic import context

import catalog.desk_tables  # noqa: F401  (its tables belong to the metadata too)
from catalog.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
