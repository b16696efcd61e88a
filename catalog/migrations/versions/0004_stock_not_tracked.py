"""Stock that the shop has without counting it, and the price before a sale."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Empty in older rows: tracked, and no sale.
    op.add_column("variants", sa.Column("stock_tracked", sa.Boolean(), nullable=True))
    op.add_column("variants", sa.Column("list_price_minor", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("variants") as changed:
        changed.drop_column("list_price_minor")
        changed.drop_column("stock_tracked")
