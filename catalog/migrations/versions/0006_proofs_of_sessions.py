"""What showed who a session's customer is and until when, and the tokens that may be used once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # Empty in older rows: sessions of before keep to their own end.
    op.add_column("sessions", sa.Column("proof", sa.String(64), nullable=True))
    op.add_column("sessions", sa.Column("proof_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "spent_tokens",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("conversation", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("spent_tokens")
    with op.batch_alter_table("sessions") as changed:
        changed.drop_column("proof_until")
        changed.drop_column("proof")
