"""What a turn means: which product, which order, which wish, which scope."""
