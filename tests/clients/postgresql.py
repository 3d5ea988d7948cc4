"""A private PostgreSQL that lives as long as the test run, with one migrated database to copy from."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.clients.have import need
from tests.clients.ports import free_port

INSTALLED = Path("/usr/lib/postgresql")
HOW = "apt-get install postgresql"
MEMORY = Path("/dev/shm")
ROOM = 2**30  # bytes; a cluster with one test's database takes about a twentieth
SETTINGS = ("listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """The folder that holds initdb, pg_ctl and the others: the newest, or that of the PATH."""
    for folder in sorted(INSTALLED.glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster on a free port of loopback; gives the address of its ``postgres`` database; ends it."""
    folder = binaries()
    need("PostgreSQL", folder and (os.geteuid() != 0 or shutil.which("runuser")), HOW)
    assert folder is not None
    home = _home()
    data = home / "data"
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    port = free_port()
    options = " ".join(["-p", str(port), *(f"-c {each}" for each in (*SETTINGS, f"unix_socket_directories={home}"))])
    try:
        _run(folder / "initdb", "-D", data, "-U", "app", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        _run(folder / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
        try:
            yield f"postgresql://app@127.0.0.1:{port}/postgres"
        finally:
            _run(folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _home() -> Path:
    """A new folder, in memory where there is room: each test's database is a copy of some three hundred files."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return Path(tempfile.mkdtemp(prefix="find-expert-pg-", dir=MEMORY if roomy else None))


def _run(*command: str | Path) -> None:
    """PostgreSQL refuses to run as root, so root runs it as the user its package made."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_postgres, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
