"""How fast a large directory is imported, against the bare least that SQLite can do with the same file.

    python -m tests.benchmarks.import_speed [--people 100000]

The peer is csv.reader and executemany into one flat table without any check: what nobody can be faster than by much.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.schema import upgrade
from directory.database import open_database
from directory.roster.importing import import_file
from directory.roster.plan import Import
from directory.roster.sample import SAMPLE_SEED, Sample
from directory.vocabulary import load_vocabulary
from tests.benchmarks.promises import at_most, machine

CONFIG = Path(__file__).parent.parent.parent / "config"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PROMISED_SECONDS = 60  # at PROMISED_FOR people
PROMISED_MEGABYTES = 300
PROMISED_FOR = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PROMISED_FOR)
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        started = time.perf_counter()
        RUNS[given.run](given.folder)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            json.dumps({"seconds": time.perf_counter() - started, "cpu": time.process_time(), "megabytes": megabytes})
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder), given.people)


def _compare(folder: Path, people: int) -> None:
    size = _write(folder / "people.csv", people)
    table = Table(title=f"Importing {people:,} people ({size / 1e6:.0f} MB of CSV) into SQLite")
    for heading in ("", "seconds", "of CPU", "people/s", "peak MB", "× peer", "promised"):
        table.add_column(heading, justify="left" if not heading else "right")
    peer = 0.0
    for name in RUNS:
        figures = _alone(name, folder)
        peer = peer or figures["seconds"]
        table.add_row(
            name,
            f"{figures['seconds']:.1f}",
            f"{figures['cpu']:.1f}",
            f"{people / figures['seconds']:,.0f}",
            f"{figures['megabytes']:.0f}",
            f"{figures['seconds'] / peer:.1f}",
            _promised(figures) if name.startswith("find-expert") and people >= PROMISED_FOR else "",
        )
    Console().print(table, machine())


def _promised(figures: dict[str, float]) -> str:
    seconds = at_most(figures["seconds"], PROMISED_SECONDS, "s")
    return f"{seconds}\n{at_most(figures['megabytes'], PROMISED_MEGABYTES, 'MB')}"


def _alone(name: str, folder: Path) -> dict[str, float]:
    """Run in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "tests.benchmarks.import_speed", "--run", name, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _write(path: Path, people: int) -> int:
    rows = Sample(CONFIG / "sample").generate(people, SAMPLE_SEED, NOW.date())
    first = next(rows)
    columns = list(dict.fromkeys([*first, "weekly_cap", "absence", "cover", "status"]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path.stat().st_size


def _peer(folder: Path) -> None:
    connection = sqlite3.connect(folder / "peer.db")
    with connection, (folder / "people.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        connection.execute(f"CREATE TABLE people ({', '.join(header)})")
        connection.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(header))})", reader)
    connection.close()


def _ours(folder: Path) -> None:
    engine = open_database(f"sqlite:///{folder / 'ours.db'}")
    upgrade(engine)
    plan = import_file(folder / "people.csv", engine, Import(load_vocabulary(CONFIG / "vocabulary"), NOW, "benchmark"))
    engine.dispose()
    if plan.errors:
        raise SystemExit(f"{len(plan.errors)} errors, the first: {plan.errors[0]}")


RUNS: dict[str, Callable[[Path], None]] = {
    "bare csv.reader + executemany": _peer,
    "find-expert, empty directory": _ours,
    "find-expert, same file again": _ours,
}

if __name__ == "__main__":
    main()
