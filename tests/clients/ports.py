"""Ports for the servers of tests, of which no other process of a run takes the same."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from itertools import count

FIRST = 12_000
EACH = 3_000
PROCESSES = 6
"""All below 32,768, where the kernel takes ports from for whoever connects somewhere (ip_local_port_range)."""
_numbers = count(os.getpid() * 17)


def free_port() -> int:
    """A port of loopback that nothing listens on. Every process that shares the tests has some of its own: two that
    looked for any at the same moment might find the same.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES
    for _ in range(EACH):
        port = FIRST + process * EACH + next(_numbers) % EACH
        with closing(socket.socket()) as found:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")
