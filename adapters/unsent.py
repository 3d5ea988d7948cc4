"""Whether a request that failed can have reached anybody."""

from __future__ import annotations

import aiohttp

BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
"""No address for the name, no connection, no certificate to trust, or a proxy that lets nothing through."""
CONNECT_TIMEOUT = 5
"""Seconds to connect in: shorter than for the whole call, so that of a host that is not there we know it is not."""


def was_never_sent(error: Exception) -> bool:
    """Whether nothing of the request left this computer; otherwise it may have been carried out."""
    return isinstance(error, BEFORE_SENDING)
