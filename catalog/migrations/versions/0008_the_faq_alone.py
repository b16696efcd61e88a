"""The revision at which anything but the FAQ last moved, so that an edited entry reads no product again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("catalog_state", sa.Column("goods", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE catalog_state SET goods = revision")


def downgrade() -> None:
    with op.batch_alter_table("catalog_state") as changed:
        changed.drop_column("goods")
