"""The running service: dialogue, gateway, widget, console and the command line."""
