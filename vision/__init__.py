"""Photo in, meaning out. Knows no shop and no SQL."""
