"""Pictures by address: fetched with care, checked by decoding them behind a wall, kept in the sizes that are shown."""
