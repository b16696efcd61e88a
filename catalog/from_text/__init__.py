"""Facts that the shop's feed does not list but a product's text tells, read by what the shop trained for it."""
