"""A real CalDAV server: radicale, with one calendar of one person."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.clients.waiting import wait_until_up

USER, PASSWORD = "ada", "correct horse"
UP_WITHIN = 20.0


@dataclass(frozen=True)
class CalDavServer:
    """``url`` is the calendar's."""

    url: str

    def put(self, name: str, content: bytes) -> None:
        """Keep an event."""
        self._ask("PUT", f"{self.url}{name}.ics", content, {"Content-Type": "text/calendar; charset=utf-8"})

    def make(self) -> None:
        self._ask("MKCALENDAR", self.url, b"", {})

    def _ask(self, method: str, url: str, content: bytes, headers: dict[str, str]) -> None:
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request = Request(url, content, {"Authorization": f"Basic {login}", **headers}, method=method)
        with urlopen(request, timeout=10):
            pass


@contextmanager
def caldav_server(folder: Path) -> Iterator[CalDavServer]:
    """The server with an empty calendar, as long as the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    settings = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(users),
        "auth-htpasswd-encryption": "plain",
        "storage-filesystem-folder": str(folder / "collections"),
        "logging-level": "warning",
    }
    command = [
        sys.executable,
        "-m",
        "radicale",
        "--config",
        "",
        *(f"--{name}={value}" for name, value in settings.items()),
    ]
    log = folder / "radicale.log"
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/.web/", process, log, UP_WITHIN)
        server = CalDavServer(f"http://127.0.0.1:{port}/{USER}/diary/")
        server.make()
        yield server
    finally:
        process.terminate()
        process.wait()
