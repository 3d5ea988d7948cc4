"""How long a picture takes, the first and the next, and how much memory, beside a bare figure of the same points.

Run it with ``python -m tests.benchmarks.pictures_speed``. The peer is what the library that we draw with makes of the
same readings by itself: ``Figure(figsize=…).add_subplot().plot(…)``, saved at the same size. They take turns, in one
process that has drawn before. The first picture is that of a process of its own, which loads the library for it; all
else of ours is there already, as in a server.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.charts import Chart
from tests.adapters.pictures.charts import KINDS
from tests.benchmarks.promises import at_most, machine
from tests.benchmarks.timing import percentile, seconds

DRAWN = ("usual", "three thousand readings", "a long name", "one reading")
TURNS, STARTS, TYPICAL = 20, 5, 50
FIRST_WITHIN, NEXT_WITHIN, MEMORY_WITHIN = 3_000, 300, 100
"""Milliseconds, milliseconds and MB: Slack waits ten seconds for a picture (node-slack-sdk #809)."""
KIB = 1_024


def ours(chart: Chart) -> bytes:
    """As the gallery draws it."""
    from adapters.pictures.drawing import draw

    return draw(chart)


def bare(chart: Chart) -> bytes:
    """A line through all readings, with whatever the library draws around it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.24, 5.76), dpi=100)
    FigureCanvasAgg(figure)
    days = np.array([point.on for point in chart.points], dtype="datetime64[D]")
    figure.add_subplot().plot(days, [point.value for point in chart.points])
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


WAYS: dict[str, Callable[[Chart], bytes]] = {"ours": ours, "bare": bare}


def main() -> None:
    """Prints both, and the ratio between them."""
    table = Table(title=f"pictures, {TURNS} of each and {STARTS} of every first")
    for heading in ("", "ours", "bare figure", "ratio", "promised"):
        table.add_column(heading, justify="right")
    firsts = {way: [_start(way) for _ in range(STARTS)] for way in WAYS}
    for place, name, unit, promised in (
        (0, "the first in a process", "ms", FIRST_WITHIN),
        (1, "memory that it takes", "MB", MEMORY_WITHIN),
    ):
        mine, theirs = (median(each[place] for each in firsts[way]) for way in WAYS)
        kept = at_most(mine, promised, unit)
        table.add_row(f"{name}, {unit}", f"{mine:.0f}", f"{theirs:.0f}", f"{mine / theirs:.2f}", kept)
    for name in DRAWN:
        chart = KINDS[name]
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(TURNS):
            for way, draw in WAYS.items():
                taken[way].append(seconds(partial(draw, chart)))
        for share in (TYPICAL, 95):
            mine, theirs = (percentile(taken[way], share) for way in WAYS)
            kept = at_most(mine, NEXT_WITHIN, "ms") if share == TYPICAL else ""
            table.add_row(f"{name} p{share}, ms", f"{mine:.0f}", f"{theirs:.0f}", f"{mine / theirs:.2f}", kept)
    Console().print(table, machine())


def _start(way: str) -> tuple[float, float]:
    """Milliseconds and MB of the first picture in a new process."""
    done = subprocess.run([sys.executable, "-m", __spec__.name, way], check=True, capture_output=True, text=True)
    taken, memory = json.loads(done.stdout)
    return taken * 1e3, memory


def _draw_first(way: str) -> None:
    before = _memory()
    taken = seconds(lambda: WAYS[way](KINDS["usual"]))
    print(json.dumps([taken, _memory() - before]))


def _memory() -> float:
    """MB that this process has in memory now (proc_pid_status(5))."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(float(line.split()[1]) / KIB for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _draw_first(sys.argv[1])
    else:
        main()
