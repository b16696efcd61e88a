"""Ports of this machine: whether they are free, and what to say when they are not."""

from __future__ import annotations

import socket


class PortTakenError(RuntimeError):
    """Another program listens there; the message names the port and the setting that changes it."""


def listen(host: str, port: int, variable: str) -> socket.socket:
    """A listening socket. Raises: PortTakenError, naming `variable` as the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(256)
    except OSError as error:
        opened.close()
        raise PortTakenError(
            f"Port {port} on {host} can't be used ({error.strerror}). Stop the program that holds it, "
            f"or choose another port: {variable}={port + 1}."
        ) from error
    return opened


def check_free(port: int, variable: str) -> None:
    """Raises: PortTakenError when a program listens on this port of the loopback address."""
    listen("127.0.0.1", port, variable).close()
