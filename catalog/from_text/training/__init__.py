"""What teaches a shop's reader of attributes, with torch. Nothing that serves imports it."""
