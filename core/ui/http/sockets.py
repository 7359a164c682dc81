"""How the server's listening socket hands small packets on.

Streamlit binds the socket itself, in a way in which asyncio does not see that it is TCP and leaves Nagle's algorithm
on: the second part of an answer, and every message of a redraw but the first, then waits up to 40 ms for the browser's
word that the one before has come.
"""

from __future__ import annotations

import gc
import socket
from contextlib import suppress


def send_at_once() -> None:
    """Switch the delay off on every listening socket of this process; connections inherit it."""
    for found in gc.get_objects():
        # type(), not isinstance(): that would ask `__class__` of objects that only stand for others, and some raise.
        if issubclass(type(found), socket.socket):
            with suppress(OSError):
                if _listens(found):
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listens(found: socket.socket) -> bool:
    if found.fileno() < 0 or found.family not in (socket.AF_INET, socket.AF_INET6) or found.type != socket.SOCK_STREAM:
        return False
    return bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
