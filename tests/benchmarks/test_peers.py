"""The parts of the benchmark beside peers: a peer that is beaten must have been given its chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from directory.model import Level
from directory.profiles import Profile
from tests.benchmarks.peers import Peer, bm25s, goals, table
from tests.benchmarks.peers.engines import OURS, Engine, engines, why_not_here
from tests.benchmarks.peers.run import (
    TURNS,
    WARMING,
    Figures,
    Question,
    Task,
    measure,
    people_of,
    save_people,
    side_by_side,
)
from tests.benchmarks.peers.score import MEASURES, scores
from tests.benchmarks.peers.table import Section
from tests.benchmarks.peers.trial import Files, Trial, collected
from tests.clients.have import need
from tests.collection.requests import Half, requests
from tests.collection.trec import write_qrels, write_requests
from tests.directory.search.people import person, skill

TRADES = ("Economist", "Lawyer", "Content designer", "Statistician", "Nurse", "Planner", "Engineer", "Auditor", "Vet")
PLANTED = person(
    7,
    "Ada Quillan",
    role="Senior user researcher",
    professions=("user research",),
    skills=(skill("interviewing"),),
    topics=("pensions",),
    ask_me_about="letters that people understand",
    location="Leeds",
)
PEOPLE = [
    *(person(id_, f"Bryn Tarn{id_}", role=role, topics=("fisheries",)) for id_, role in enumerate(TRADES, 11)),
    PLANTED,
]
KNOWS_STEMS = {engine.name for engine in engines()} - {"rapidfuzz"}
FORGIVES_SLIPS = {OURS, "tantivy", "PostgreSQL, pg_trgm"}
ODD = ("", "   ", "the of and", '" OR * NEAR(', "-:^()&|!<>'\\", "🙂🙂", "研究者", "x", "user " * 2_000)


@pytest.fixture(params=[engine.name for engine in engines()], scope="module")
def engine(request: pytest.FixtureRequest) -> Engine:
    [found] = [engine for engine in engines() if engine.name == request.param]
    return found


@pytest.fixture(scope="module")
def peer(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """An engine that has indexed ten people."""
    need(engine.name, not why_not_here(engine), why_not_here(engine))
    with engine.opening(tmp_path_factory.mktemp("engine")) as opened:
        opened.build(iter(PEOPLE))
        yield opened


@pytest.mark.parametrize("text", ["interviewing", "pensions in Leeds", "senior user researcher", "Ada Quillan"])
def test_each_engine_finds_a_planted_person(peer: Peer, text: str) -> None:
    assert peer.search(text, 10)[0] == PLANTED.id


@pytest.mark.parametrize("text", ["a letter", "who researches users?"])
def test_each_engine_that_knows_stems_finds_them_in_other_words(peer: Peer, engine: Engine, text: str) -> None:
    assert (peer.search(text, 10)[:1] == [PLANTED.id]) == (engine.name in KNOWS_STEMS)


def test_each_engine_that_forgives_slips_finds_them_misspelt(peer: Peer, engine: Engine) -> None:
    assert (peer.search("pensoins", 10)[:1] == [PLANTED.id]) == (engine.name in FORGIVES_SLIPS)


def test_each_engine_finds_no_more_than_it_is_asked_for(peer: Peer) -> None:
    assert len(peer.search("fisheries", 3)) == 3


@pytest.mark.parametrize("text", ODD)
def test_no_request_is_too_odd_for_an_engine(peer: Peer, text: str) -> None:
    assert set(peer.search(text, 10)) <= {profile.id for profile in PEOPLE}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    save_people(PEOPLE, tmp_path / "people")
    return tmp_path / "people"


def test_people_are_read_as_they_were_saved(people: Path) -> None:
    assert list(people_of(people)) == PEOPLE


def test_the_table_is_of_requests_that_nothing_is_tuned_on_and_that_somebody_fits(tmp_path: Path) -> None:
    trial = collected(60, Half.TEST, tmp_path)
    assert trial.own
    assert len(list(people_of(trial.people))) == trial.count == 60
    asked = {one.id: one for one in requests()}
    assert {asked[question.id].half for question in trial.questions} == {Half.TEST}
    assert all(trial.judged[question.id] for question in trial.questions)
    assert 0 < len(trial.questions) < sum(one.half is Half.TEST for one in asked.values())


def test_files_of_ones_own_are_judged_by_staff_id(tmp_path: Path) -> None:
    people, clean, misspelt, qrels = (tmp_path / name for name in ("people.csv", "clean", "misspelt", "qrels"))
    people.write_text("staff_id,name,skills\ns7,Ada Quillan,interviewing:expert\ns8,Bryn Tarn,\n")
    write_requests(clean, {"a": "interviews", "b": "nobody judged this"})
    write_requests(misspelt, {"a": "intervews", "b": "nobdy judged this"})
    write_qrels(qrels, {"a": {"s8": 2, "s999": 1}})
    trial = Files(people, clean, misspelt, qrels).trial(tmp_path)
    assert trial.questions == [Question("a", "interviews", "intervews")]
    assert trial.judged == {"a": {2: 2}}
    assert [profile.skills for profile in people_of(trial.people)] == [(skill("interviewing", Level.EXPERT),), ()]


def test_engines_in_processes_of_their_own_answer_in_turns_and_tell_whom_they_found(people: Path) -> None:
    told: list[tuple[str, str, int]] = []
    questions = [Question("q1", "pensions", "pensoins"), Question("q2", "fisheries", "fisheries")]
    tasks = [Task(bm25s.opened, people, questions, partial(_told, told, name)) for name in ("one", "other")]
    figures, other = side_by_side(tasks)
    assert figures.people == len(PEOPLE)
    assert figures.clean["q1"] == [PLANTED.id]
    assert figures.misspelt == {"q1": [], "q2": figures.clean["q2"]}
    assert len(figures.seconds) == 2
    assert figures.peak >= 0
    assert other.clean == figures.clean
    assert told == [(name, "answering", number) for number in (1, 2) for name in ("one", "other")]


class _Asked:
    """Keeps what it is asked."""

    disk = 0

    def __init__(self) -> None:
        self.asked: list[str] = []

    def build(self, profiles: Iterable[Profile]) -> None:
        list(profiles)

    def search(self, text: str, limit: int) -> list[int]:
        self.asked.append(text)
        return []


def test_only_what_is_asked_first_of_a_request_is_timed_and_nothing_that_warmed_up(people: Path) -> None:
    peer = _Asked()
    asked = [Question(f"q{number}", f"as written {number}", f"misspelt {number}") for number in range(4)]
    found = measure(lambda folder: nullcontext(peer), people, asked, lambda what, done: None, lambda: None)
    assert len(found.seconds) == len(asked)
    put = [text for text in peer.asked if text not in WARMING]
    assert put == [
        *("as written 0", "misspelt 0", "misspelt 1", "as written 1"),
        *("as written 2", "misspelt 2", "misspelt 3", "as written 3"),
    ]
    assert len(peer.asked) - len(put) == TURNS * len(WARMING)


def _told(every: list[tuple[str, str, int]], name: str, what: str, done: int) -> None:
    every.append((name, what, done))


def test_an_engine_that_cannot_start_is_no_row_of_zeros(people: Path) -> None:
    with pytest.raises(RuntimeError):
        side_by_side([Task(_broken, people, [], lambda what, done: None)])


def _broken(folder: Path) -> AbstractContextManager[Peer]:
    raise SystemExit(3)


def test_a_changed_profile_is_looked_for_until_it_is_found(people: Path) -> None:
    ours = next(engine for engine in engines() if engine.name == OURS)
    waits: list[int] = []
    figures = measure(ours.opening, people, [], lambda what, done: None, lambda: waits.append(1))
    assert len(waits) == TURNS
    assert figures.change_seconds is not None
    assert figures.change_seconds < float("inf")


def figures(clean: dict[str, list[int]], **more: object) -> Figures:
    """Ten people, a second to index, a millisecond a request, and what a test is about."""
    usual = Figures(10, 1.0, 3_000_000, 2_000_000, 0, (0.001,) * len(clean), clean, clean)
    return replace(usual, **more)  # type: ignore[arg-type]


ME, TANTIVY, SLOW, SERVER = (
    Engine(OURS, bm25s.opened),
    Engine("tantivy", bm25s.opened),
    Engine("slow", bm25s.opened, reads_everybody=True),
    Engine("server", bm25s.opened, in_this_process=False),
)
ASKED = [Question("a", "one", "noe"), Question("b", "two", "tow")]


def section(by: dict[Engine, Figures], count: int = 10) -> Section:
    return Section(Trial(Path(), count, ASKED, {"a": {1: 2, 2: 1}, "b": {3: 1}}), by)


def test_quality_is_the_average_over_the_requests_that_an_engine_was_given() -> None:
    by = figures({"a": [9, 1], "b": [3]})
    trial = section({}).trial
    assert scores(MEASURES["MRR@10"], by, trial).clean == pytest.approx(0.75)
    assert scores(MEASURES["success@1"], by, trial).clean == pytest.approx(0.5)
    assert scores(MEASURES["success@1"], by, trial, {"b"}).clean == pytest.approx(1.0)


def test_a_row_says_when_an_engine_was_given_fewer_requests() -> None:
    rows = table.rows(section({ME: figures({"a": [1], "b": [3]}), SLOW: figures({"a": [1]})}))
    assert [row[0] for row in rows] == [OURS, "slow (1 requests)"]


def test_the_memory_of_a_server_is_not_told_as_none() -> None:
    [row] = table.rows(section({SERVER: figures({"a": [1], "b": [3]}, disk=5_000_000)}))
    assert row[-2:] == ["–", "5"]


def test_the_lead_is_over_the_best_peer_and_on_the_requests_it_was_given() -> None:
    ours = figures({"a": [9, 1], "b": [3]})
    found = goals.goals(section({ME: ours, TANTIVY: figures({"a": [], "b": []}), SLOW: figures({"b": [9, 3]})}))
    [lead] = [goal for goal in found if goal.what.startswith("success@1, as written")]
    assert (lead.what, lead.figure) == ("success@1, as written: ahead of tantivy by", "0.500")


def test_the_promise_about_speed_is_made_for_a_large_directory() -> None:
    slower = figures({"a": [1], "b": [3]}, seconds=(0.004,))
    small = section({ME: figures({"a": [1], "b": [3]}), TANTIVY: slower})
    large = section({ME: figures({"a": [1], "b": [3]}, people=500_000), TANTIVY: slower})
    [untold] = [goal for goal in goals.goals(small) if goal.what == "p95 as a share of that of tantivy"]
    [kept] = [goal for goal in goals.goals(large) if goal.what == "p95 as a share of that of tantivy"]
    assert (untold.figure, untold.promise) == ("0.250", "")
    assert (kept.figure, kept.promise) == ("0.250", "under 0.5 of it: kept")


def test_the_table_is_written_between_its_markers_only() -> None:
    page = f"before\n{table.BEGINS}\nstale figures\n{table.ENDS}\nafter"
    written = table.replaced(page, table.markdown([section({ME: figures({"a": [1], "b": [3]})})]))
    assert written.startswith(f"before\n{table.BEGINS}\n\n|  | nDCG@10 |")
    assert written.endswith(f"{table.ENDS}\nafter")
    assert "stale" not in written
    with pytest.raises(ValueError, match="no <!--"):
        table.replaced("a page without them", "")
