"""Waiting for a client that was just started."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

TOLD_WITHIN = 60_000  # milliseconds until what nobody asked for now counts as not coming
IS_DRAWN = "async picture => { await picture.decode(); return picture.naturalWidth > 0 }"
"""Of an ``img``."""


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path, within: float) -> None:
    """Until ``url`` answers. Raises RuntimeError with its log when it ended, or not ``within`` seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"{url} did not answer: {log.read_text()}")
