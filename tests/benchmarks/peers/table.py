"""The one table: a row an engine, the same figures on a screen and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from tests.benchmarks.peers.engines import Engine
from tests.benchmarks.peers.run import Figures
from tests.benchmarks.peers.score import MEASURES, scores
from tests.benchmarks.peers.trial import Trial
from tests.benchmarks.timing import percentile

MEGABYTE = 1e6
BEGINS, ENDS = "<!-- figures of peers -->", "<!-- end of figures -->"

HEADINGS = (
    "",
    *(f"{name}" for name in MEASURES),
    "p50, ms",
    "p95, ms",
    "index, s",
    "memory, MB",
    "disk, MB",
)


@dataclass(frozen=True, slots=True)
class Section:
    """Everybody's figures on one set of people and requests."""

    trial: Trial
    figures: Mapping[Engine, Figures]

    @property
    def title(self) -> str:
        return f"{self.trial.count:,} people, {len(self.trial.questions)} requests"


EXPLAINED = (
    "Quality: requests as written / the same with a slip or two. Each engine has a process of its own; they index one "
    "after the other and answer in turns, one request at a time, in both spellings. Times are of the spelling that is "
    "asked first, which is now the one, now the other. Memory: what the process grew by beyond its libraries and "
    "vocabulary, in the end / at most while indexing; a server takes what it is told to, so that is left out."
)


def rows(section: Section) -> list[list[str]]:
    """A row of cells for every engine of a section."""
    return [_row(engine, figures, section.trial) for engine, figures in section.figures.items()]


def _row(engine: Engine, figures: Figures, trial: Trial) -> list[str]:
    asked = len(figures.clean)
    fewer = f" ({asked} requests)" if asked < len(trial.questions) else ""
    quality = [scores(measure, figures, trial) for measure in MEASURES.values()]
    memory = f"{figures.kept / MEGABYTE:,.0f} / {figures.peak / MEGABYTE:,.0f}" if engine.in_this_process else "–"
    return [
        engine.name + fewer,
        *(f"{each.clean:.3f} / {each.misspelt:.3f}" for each in quality),
        f"{percentile(figures.seconds, 50):,.1f}",
        f"{percentile(figures.seconds, 95):,.1f}",
        f"{figures.index_seconds:,.1f}",
        memory,
        f"{figures.disk / MEGABYTE:,.0f}" if figures.disk else "–",
    ]


def screen(sections: Iterable[Section]) -> Table:
    table = Table(title="find-expert and its peers", caption=EXPLAINED)
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if number else "left")
    for section in sections:
        table.add_section()
        table.add_row(f"[bold]{section.title}[/bold]")
        for row in rows(section):
            table.add_row(*row)
    return table


def halves(section: Section) -> Table:
    """nDCG of the even and the odd requests apart: whoever tunes on one half looks at the other only in the end."""
    name, measure = next(iter(MEASURES.items()))
    ids = [question.id for question in section.trial.questions]
    table = Table(title=f"{name} of the halves")
    for heading in ("", "even requests", "odd requests"):
        table.add_column(heading, justify="right" if heading else "left")
    for engine, figures in section.figures.items():
        both = (scores(measure, figures, section.trial, set(half)) for half in (ids[::2], ids[1::2]))
        table.add_row(engine.name, *(f"{half.clean:.3f} / {half.misspelt:.3f}" for half in both))
    return table


def markdown(sections: Iterable[Section]) -> str:
    """The same as a table of GitHub's Markdown, with what its columns mean after it."""
    lines = [_line(HEADINGS), _line(["---", *["---:"] * (len(HEADINGS) - 1)])]
    for section in sections:
        lines.append(_line([f"**{section.title}**", *[""] * (len(HEADINGS) - 1)]))
        lines += [_line(row) for row in rows(section)]
    return "\n".join([*lines, "", EXPLAINED])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def replaced(page: str, figures: str) -> str:
    """The page with new figures between its two markers. ValueError when it has no such place."""
    before, begins, rest = page.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError(f"there is no {BEGINS} … {ENDS} to write between")
    return f"{before}{BEGINS}\n\n{figures}\n\n{ENDS}{after}"
