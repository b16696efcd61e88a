"""What trains the image network; nothing that serves imports it."""
