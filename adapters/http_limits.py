"""What the server takes from the network, whichever platform it comes from."""

from __future__ import annotations

MAX_BODY = (
    1_000_000  # bytes; the largest payloads Slack sends (a modal of 100 blocks) and our own forms stay well below
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this computer, by which nobody else reaches it."""
