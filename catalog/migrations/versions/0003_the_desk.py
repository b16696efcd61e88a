"""The desk: order changes, the outbox, the shop's words, one-time codes; more about messages and FAQ entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "order_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("feed_state", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_order_changes"),
        sa.UniqueConstraint("event", name="uq_order_changes_event"),
    )
    op.create_index("ix_order_changes_customer_id_number", "order_changes", ["customer_id", "number"])
    op.create_index("ix_order_changes_number", "order_changes", ["number"])
    op.create_index("ix_order_changes_outcome", "order_changes", ["outcome"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_customer_id", "outbox", ["customer_id"])
    op.create_index("ix_outbox_sent_at_next_at", "outbox", ["sent_at", "next_at"])
    op.create_table(
        "shop_words",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_shop_words"),
    )
    op.create_table(
        "login_codes",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("subject", name="pk_login_codes"),
    )
    op.create_index("ix_login_codes_customer_id", "login_codes", ["customer_id"])
    op.create_index("ix_login_codes_expires_at", "login_codes", ["expires_at"])
    for name, kind in (
        ("link", sa.Text()),
        ("valid_from", sa.String(length=10)),
        ("valid_until", sa.String(length=10)),
    ):
        op.add_column("faq", sa.Column(name, kind, nullable=True))
    op.add_column("orders", sa.Column("feed_state", sa.String(length=32), nullable=True))
    op.add_column("shop_messages", sa.Column("customer_id", sa.String(length=64), nullable=True))
    op.add_column("shop_messages", sa.Column("context", sa.JSON(), nullable=True))
    op.add_column("shop_messages", sa.Column("answer", sa.Text(), nullable=True))
    op.add_column("shop_messages", sa.Column("answered_at", MOMENT, nullable=True))
    op.create_index("ix_shop_messages_customer_id", "shop_messages", ["customer_id"])


def downgrade() -> None:
    op.drop_index("ix_shop_messages_customer_id", "shop_messages")
    for table, columns in (
        ("shop_messages", ("customer_id", "context", "answer", "answered_at")),
        ("orders", ("feed_state",)),
        ("faq", ("link", "valid_from", "valid_until")),
    ):
        with op.batch_alter_table(table) as changed:
            for name in columns:
                changed.drop_column(name)
    for table in ("login_codes", "shop_words", "outbox", "order_changes"):
        op.drop_table(table)
