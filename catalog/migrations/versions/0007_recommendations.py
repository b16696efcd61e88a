"""What a showing came from and where it was, and what customers say of themselves and of their data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

#: Empty in older rows: of what was shown before, nobody knows which source put it there.
COLUMNS = ("place", "stage", "source", "arm")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("events", sa.Column(name, sa.String(32), nullable=True))
    op.add_column("events", sa.Column("propensity", sa.Double(), nullable=True))
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("customer_id", sa.String(64), nullable=True),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_index("ix_statements_visitor", "statements", ["visitor"])
    op.create_index("ix_statements_customer_id", "statements", ["customer_id"])


def downgrade() -> None:
    op.drop_table("statements")
    with op.batch_alter_table("events") as changed:
        for name in (*COLUMNS, "propensity"):
            changed.drop_column(name)
