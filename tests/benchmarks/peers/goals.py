"""What was promised beside the peers, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.table import Table

from tests.benchmarks.peers.engines import OURS, Engine
from tests.benchmarks.peers.run import Figures
from tests.benchmarks.peers.score import MEASURES, Measure, Scores, scores
from tests.benchmarks.peers.table import Section
from tests.benchmarks.promises import at_least, at_most
from tests.benchmarks.timing import percentile

AHEAD = 0.1  # of the best peer, in every measure
OWN_NDCG = Scores(clean=0.93, misspelt=0.90)  # on the test half of the project's own collection
SHARE_OF_P95 = {"tantivy": 1 / 2, "SQLite FTS5": 1 / 50}  # at LARGE
LARGE = 500_000
MEMORY_A_PERSON = 1_500  # bytes, at LARGE
CHANGE = 1.0  # seconds
USUAL, BUILD, P95 = 25_000, 15, 50  # people; seconds to index them; milliseconds to search them


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure beside what was promised of it; an empty promise where none was made for such a directory."""

    what: str
    figure: str
    promise: str


def goals(section: Section) -> Iterator[Goal]:
    """Every figure of a section that something was promised about; none without our own row."""
    ours = next((figures for engine, figures in section.figures.items() if engine.name == OURS), None)
    if ours is None:
        return
    peers = {engine: figures for engine, figures in section.figures.items() if engine.name != OURS}
    if section.trial.own:
        own = scores(MEASURES["nDCG@10"], ours, section.trial)
        yield Goal("nDCG@10, as written", f"{own.clean:.3f}", at_least(own.clean, OWN_NDCG.clean))
        yield Goal("nDCG@10, misspelt", f"{own.misspelt:.3f}", at_least(own.misspelt, OWN_NDCG.misspelt))
    if peers:
        for name, measure in MEASURES.items():
            yield from _ahead(name, measure, ours, peers, section)
    for engine, theirs in peers.items():
        if engine.name in SHARE_OF_P95:
            yield _quicker(engine.name, ours, theirs)
    yield from _alone(ours)


def _ahead(
    name: str, measure: Measure, ours: Figures, peers: Mapping[Engine, Figures], section: Section
) -> Iterator[Goal]:
    """How far ahead of the nearest peer, each on the requests that it was given."""
    leads: dict[str, Scores] = {}
    for engine, theirs in peers.items():
        one = scores(measure, ours, section.trial, theirs.clean)
        other = scores(measure, theirs, section.trial)
        leads[engine.name] = Scores(one.clean - other.clean, one.misspelt - other.misspelt)
    lead, who = min((lead.clean, who) for who, lead in leads.items())
    yield Goal(f"{name}, as written: ahead of {who} by", f"{lead:.3f}", at_least(lead, AHEAD))
    lead, who = min((lead.misspelt, who) for who, lead in leads.items())
    yield Goal(f"{name}, misspelt: ahead of {who} by", f"{lead:.3f}", at_least(lead, AHEAD))


def _quicker(who: str, ours: Figures, theirs: Figures) -> Goal:
    ratio = percentile(ours.seconds, 95) / percentile(theirs.seconds, 95)
    promise = at_most(ratio, SHARE_OF_P95[who], "of it") if ours.people >= LARGE else ""
    return Goal(f"p95 as a share of that of {who}", f"{ratio:.3f}", promise)


def _alone(ours: Figures) -> Iterator[Goal]:
    p95, a_person = percentile(ours.seconds, 95), ours.kept / ours.people
    usual, large = ours.people == USUAL, ours.people >= LARGE
    yield Goal("index, seconds", f"{ours.index_seconds:.1f}", at_most(ours.index_seconds, BUILD, "s") if usual else "")
    yield Goal("p95, ms", f"{p95:.1f}", at_most(p95, P95, "ms") if usual else "")
    memory = at_most(a_person, MEMORY_A_PERSON, "bytes") if large else ""
    yield Goal("memory a person, bytes", f"{a_person:,.0f}", memory)
    if ours.change_seconds is not None:
        change = at_most(ours.change_seconds, CHANGE, "s")
        yield Goal("a changed profile found after, seconds", f"{ours.change_seconds:.4f}", change)


def screen(sections: Iterable[Section]) -> Table:
    table = Table(title="find-expert beside what was promised")
    for number, heading in enumerate(("", "figure", "promised")):
        table.add_column(heading, justify="right" if number else "left")
    for section in sections:
        table.add_section()
        table.add_row(f"[bold]{section.title}[/bold]")
        for goal in goals(section):
            table.add_row(goal.what, goal.figure, goal.promise)
    return table
