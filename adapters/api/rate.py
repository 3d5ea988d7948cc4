"""How often one token may be used: so many deliveries in any minute, counted by this server."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

A_MINUTE = 60


class Rate:
    """Only tokens that are known are counted, so that nobody outside can fill the memory."""

    def __init__(self, a_minute: int = A_MINUTE) -> None:
        self.a_minute = a_minute
        self._limit = RateLimitItemPerMinute(a_minute)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, token: str) -> int:
        """Count one more. Gives in how many seconds it may be tried again when it is one too many; else 0."""
        if self._counted.hit(self._limit, token):
            return 0
        until = self._counted.get_window_stats(self._limit, token).reset_time
        return max(1, math.ceil(until - time.time()))
