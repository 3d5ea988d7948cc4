"""The bot itself, as it is deployed: its own process, spoken to over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent.parent
CACHE = ROOT / ".pytest_cache" / "find-expert"
"""Where what search works out of the vocabulary is kept, so that it is worked out once for all tests."""

READY_WITHIN = 60  # seconds; generous, for machines with other work
SECRET_KEY = "a key for tests that protects nothing at all"
TUESDAY_MORNING = "2026-05-12T08:50:00Z"


def find_expert(
    *arguments: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end in ``folder``, with only the settings given."""
    return subprocess.run(
        [sys.executable, "-m", "adapters.start", *arguments],
        cwd=folder,
        env=_environment(environment or {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@contextmanager
def serving(port: int, folder: Path, environment: Mapping[str, str], *options: str) -> Iterator[str]:
    """``find-expert serve`` on 127.0.0.1:``port``, ready to answer. Gives its address."""
    with served_by(port, folder, environment, *options):
        yield f"http://127.0.0.1:{port}"


class Bot:
    """``find-expert serve`` on 127.0.0.1, which can be ended and started again, at another time if need be."""

    def __init__(self, port: int, folder: Path, environment: Mapping[str, str], *options: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.folder = folder
        self.environment = dict(environment)
        self._port = port
        self._options = options
        self._process = ExitStack()

    def start(self, now: str = "") -> None:
        """Start it, and wait until it answers. ``now`` is the time that it begins at (ISO 8601)."""
        environment = self.environment | ({"FIND_EXPERT_NOW": now} if now else {})
        self._process.enter_context(served_by(self._port, self.folder, environment, *self._options))

    def stop(self) -> None:
        self._process.close()


@contextmanager
def served_by(
    port: int, folder: Path, environment: Mapping[str, str], *options: str, host: str = "127.0.0.1"
) -> Iterator[subprocess.Popen[bytes]]:
    """As serving; gives its process, expected to answer at ``host``."""
    address = f"http://{host}:{port}"
    command = [sys.executable, "-m", "adapters.start", "serve", "--port", str(port), *options]
    with (folder / f"serve-{port}.log").open("w+") as log:
        process = subprocess.Popen(command, cwd=folder, env=_environment(environment), stdout=log, stderr=log)
        try:
            _wait_until_ready(address, process, Path(log.name))
            yield process
        finally:
            process.terminate()
            process.wait(READY_WITHIN)


def readiness(address: str) -> dict[str, bool]:
    """What /readyz checks, and whether that is well."""
    try:
        with urlopen(f"{address}/readyz", timeout=5) as answer:
            said = json.load(answer)
    except HTTPError as error:
        said = json.load(error)
    return {check: is_well for check, is_well in said.items() if isinstance(is_well, bool)}


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if all(readiness(address).values()):
                return
        except URLError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the bot did not get ready:\n{log.read_text()}")


def kept_environment() -> dict[str, str]:
    """What a command is told of the environment: nothing that could set the bot up."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {
        **kept_environment(),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "120",
        "FIND_EXPERT_CACHE": str(CACHE),
        **settings,
    }
