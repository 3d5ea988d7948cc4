"""The sample directory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from directory.database import reading
from directory.model import Expert, Status
from directory.roster.plan import Import
from directory.roster.sample import SAMPLE_SEED, SAMPLE_SIZE, SOURCE, Sample, load_sample
from directory.vocabulary import Kind, Vocabulary, load_vocabulary
from tests.directory.roster.rosters import NOW, counts, profiles

CONFIG = Path(__file__).parents[3] / "config"
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(CONFIG / "vocabulary")


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(CONFIG / "sample")


@pytest.fixture(scope="module")
def rows(sample: Sample) -> list[dict[str, str]]:
    return list(sample.generate(SAMPLE_SIZE, SAMPLE_SEED, TODAY))


def test_the_sample_imports_without_a_remark_and_once_only(database: Engine, vocabulary: Vocabulary) -> None:
    how = Import(vocabulary, NOW, "tests")
    plan = load_sample(CONFIG / "sample", database, how)
    assert counts(plan) == (SAMPLE_SIZE, 0, 0, 0)
    assert plan.warnings == []
    assert counts(load_sample(CONFIG / "sample", database, how)) == (0, 0, SAMPLE_SIZE, 0)
    with reading(database) as session:
        assert set(session.exec(select(Expert.source))) == {SOURCE}


def test_the_same_seed_gives_the_same_people(sample: Sample, rows: list[dict[str, str]]) -> None:
    assert list(sample.generate(SAMPLE_SIZE, SAMPLE_SEED, TODAY)) == rows
    assert list(sample.generate(SAMPLE_SIZE, SAMPLE_SEED + 1, TODAY)) != rows


def test_everything_is_said_in_the_words_of_the_vocabulary(sample: Sample, vocabulary: Vocabulary) -> None:
    said = [
        *((Kind.PROFESSION, name) for trade in sample.trades for name in trade.professions),
        *((Kind.SKILL, name) for trade in sample.trades for name in trade.skills),
        *((Kind.TOPIC, name) for field in sample.fields for name in field.topics),
        *((Kind.ORGANISATION, name) for field in sample.fields for name in field.organisations),
        *((Kind.ORGANISATION, name) for name in sample.people.places_of),
        *((Kind.PLACE, name) for names in sample.people.places_of.values() for name in names),
        *((Kind.PLACE, name) for name in sample.people.places),
    ]
    assert [each for each in said if vocabulary.find(*each) is None] == []


def test_whom_each_element_of_policymaking_calls_for_is_there(
    vocabulary: Vocabulary, rows: list[dict[str, str]]
) -> None:
    there = {name for row in rows for name in row["professions"].split("; ")}
    for element in vocabulary.of_kind(Kind.ELEMENT):
        for name in element.ask_for:
            profession = vocabulary.find(Kind.PROFESSION, name)
            assert profession is not None, name
            assert profession.name in there, name


def test_every_nation_and_region_is_there(vocabulary: Vocabulary, rows: list[dict[str, str]]) -> None:
    regions = {vocabulary.region_of(place.name) for place in vocabulary.of_kind(Kind.PLACE)} - {""}
    assert {vocabulary.region_of(row["location"]) for row in rows} == regions


def test_whoever_tries_the_first_example_finds_a_user_researcher_in_leeds(rows: list[dict[str, str]]) -> None:
    free = [row for row in rows if "status" not in row and "absence" not in row and row.get("weekly_cap") != "0"]
    assert any("user research" in row["professions"] and row["location"] == "Leeds" for row in free)


def test_nobody_is_a_copy_of_somebody_else(sample: Sample, rows: list[dict[str, str]]) -> None:
    assert len({row["name"] for row in sample.generate(5_000, 1, TODAY)}) == 5_000
    assert len({row["ask_me_about"] for row in rows}) > 0.97 * len(rows)


def test_everyone_is_visibly_fictional(sample: Sample, rows: list[dict[str, str]]) -> None:
    for row in rows:
        surname = row["name"].split()[1]
        assert surname.startswith(sample.people.surname_beginnings)
        assert surname.endswith(sample.people.surname_endings)
        assert row["email"].endswith("@example.gov.uk")


def test_some_are_away_with_a_cover_some_paused_and_some_take_none(database: Engine, vocabulary: Vocabulary) -> None:
    load_sample(CONFIG / "sample", database, Import(vocabulary, NOW, "tests"))
    people = list(profiles(database).values())
    away = [person for person in people if person.absent_on(TODAY)]
    assert away
    assert all(person.cover_id for person in away)
    assert {person.status for person in people} == {Status.ACTIVE, Status.PAUSED}
    assert any(person.weekly_cap == 0 for person in people)
    assert any(person.confirmed_on is None for person in people)
    assert {"Policy Lab duty desk", "Trial advice panel", "Duty historians"} <= {person.pool for person in people}
    assert len({person.working_hours for person in people}) > 5


def test_one_person_has_nobody_to_cover_for_them(sample: Sample) -> None:
    assert "cover" not in next(sample.generate(1, 1, TODAY))
