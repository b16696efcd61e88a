"""What leaves the shop: the outbox's sender, the signed webhook, and e-mail."""
