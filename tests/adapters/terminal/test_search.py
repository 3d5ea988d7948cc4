"""``find-expert search``, for people and for scripts."""

from __future__ import annotations

import gzip
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.finding.find_expert import Finder
from bot.finding.refinement import Refinement
from directory.database import connected, reading, unit_of_work
from directory.live import LiveIndex
from tests.adapters.terminal.conftest import Terminal, expect_one_sentence
from tests.people import INDEX, NOW, add_expert

RESEARCHERS = 23


@pytest.fixture
def directory(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of twenty-three researchers and a historian whose names and words want to be markup."""
    shutil.copy(sqlite_template, tmp_path / "find-expert.db")
    url = f"sqlite:///{tmp_path / 'find-expert.db'}"
    with connected(url) as engine, unit_of_work(engine) as session:
        for number in range(RESEARCHERS):
            name = f"Ada{number} Quillan"
            add_expert(session, name, ["user research"], role="User researcher", organisation="DWP", region="Wales")
        add_expert(session, "Bram [red]Otterbourne[/blue] :smile:", ["history"], weekly_cap=1)
    return url


def test_scripts_get_people_in_the_shape_they_rely_on(directory: str, terminal: Terminal) -> None:
    done = terminal("search", "user research in Wales", "--json", FIND_EXPERT_NOW=NOW.isoformat())
    assert done.status == 0
    assert len(done.json) == 5
    for person in done.json:
        assert list(person) == ["id", "staff_id", "name", "role", "organisation", "region", "score", "why", "next_free"]
        assert (type(person["id"]), type(person["score"])) == (int, float)
        for name in ("staff_id", "name", "role", "organisation", "region", "why"):
            assert type(person[name]) is str
        assert datetime.fromisoformat(person["next_free"]).utcoffset() == timedelta(0)
        assert person["region"] == "Wales"
    scores = [person["score"] for person in done.json]
    assert scores == sorted(scores, reverse=True)


def test_as_many_people_are_shown_as_were_asked_for(directory: str, terminal: Terminal) -> None:
    done = terminal("search", "user research", "--limit", "12")
    assert done.status == 0
    assert done.out.count("Quillan") == 12
    assert "6 to 10 of 23" in done.out
    assert "[" not in done.out


def test_more_people_than_chat_weighs_can_be_asked_for(directory: str) -> None:
    with connected(directory) as engine:
        with unit_of_work(engine) as session:
            for number in range(60):
                add_expert(session, f"Cato{number} Marlowby", ["user research"])
        index = LiveIndex(engine, INDEX)
        index.build()
        with reading(engine) as session:
            finder = Finder(index.view(session), NOW)
            assert len(finder.find("user research", Refinement(), size=80).people) == 80
            assert len(finder.find("user research", Refinement()).people) == 5


def test_what_people_wrote_is_shown_as_they_wrote_it(directory: str, terminal: Terminal) -> None:
    done = terminal("search", "history [bold]:car:[/bold]")
    assert done.status == 0
    assert "Bram [red]Otterbourne[/blue] :smile:" in done.out
    assert "[bold]:car:[/bold]" in done.out


def test_nobody_found_is_still_an_answer(terminal: Terminal) -> None:
    terminal("db", "upgrade")
    done = terminal("search", "history")
    assert (done.status, "Nobody found" in done.out) == (0, True)
    assert terminal("search", "history", "--json").json == []


def test_a_batch_is_written_as_a_trec_run(directory: str, terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "queries.tsv").write_text("q1\tuser research in Wales\n\nq2\thistory\nq3\tzzzzqqqq\n")
    done = terminal("search", "--batch", "queries.tsv", "--run", "out.run", "--limit", "7")
    assert (done.status, "3 requests answered" in done.err) == (0, True)
    rows = [line.split(" ") for line in (tmp_path / "out.run").read_text().splitlines()]
    assert [row[0] for row in rows] == ["q1"] * 7 + ["q2"]
    assert {(len(row), row[1], row[5]) for row in rows} == {(6, "Q0", "find-expert")}
    assert [int(row[3]) for row in rows] == [*range(1, 8), 1]
    scores = [float(row[4]) for row in rows[:7]]
    assert scores == sorted(scores, reverse=True)
    assert all(row[2].endswith("@example.gov.uk") for row in rows)


@pytest.mark.parametrize("line", ["no tab here", "two words\thistory"])
def test_the_wrong_line_of_a_batch_is_named(terminal: Terminal, tmp_path: Path, line: str) -> None:
    terminal("db", "upgrade")
    (tmp_path / "queries.tsv").write_text(f"q1\thistory\n{line}\n")
    done = terminal("search", "--batch", "queries.tsv", "--run", "out.run")
    expect_one_sentence(done, "queries.tsv, line 2")
    assert not (tmp_path / "out.run").exists()


@pytest.mark.parametrize("name", ["nowhere.tsv", ".", "packed.tsv"])
def test_a_batch_that_cannot_be_read_is_one_sentence(terminal: Terminal, tmp_path: Path, name: str) -> None:
    terminal("db", "upgrade")
    (tmp_path / "packed.tsv").write_bytes(gzip.compress(b"q1\thistory"))
    expect_one_sentence(terminal("search", "--batch", name, "--run", "out.run"), f"{name} cannot be read")
