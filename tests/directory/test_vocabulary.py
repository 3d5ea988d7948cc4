from pathlib import Path

import pytest
import tomli

from directory.errors import WrongFileError
from directory.search.kept import lexicon
from directory.vocabulary import Filler, Kind, Vocabulary, load_vocabulary

SHIPPED = Path(__file__).parents[2] / "config" / "vocabulary"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "professions.toml").write_text(
        '[[profession]]\nname = "user research"\nsynonyms = ["UX research"]\nbroader = "design"\n'
        '[[profession]]\nname = "design"\n',
        encoding="utf-8",
    )
    (tmp_path / "filler.toml").write_text('phrases = ["looking for"]\nwords = ["please"]\n', encoding="utf-8")
    return tmp_path


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "ours.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_is_found_by_any_of_its_names_whatever_the_case_and_hyphens(folder: Path) -> None:
    vocabulary = load_vocabulary(folder)
    for text in ("user research", "User-Research", "ux  research"):
        entry = vocabulary.find(Kind.PROFESSION, text)
        assert entry is not None
        assert entry.name == "user research"
    assert vocabulary.find(Kind.TOPIC, "user research") is None


def test_filler_is_read_and_is_no_entry(folder: Path) -> None:
    filler = load_vocabulary(folder).filler
    assert filler.phrases == ("looking for",)
    assert filler.words == {"please"}


def test_what_an_entry_is_part_of_is_listed_nearest_first(folder: Path) -> None:
    vocabulary = load_vocabulary(folder)
    entry = vocabulary.find(Kind.PROFESSION, "user research")
    assert entry is not None
    assert [part.name for part in vocabulary.broader_than(entry)] == ["design"]


def test_entries_that_are_part_of_each_other_do_not_hang(folder: Path) -> None:
    path = csv_file(folder, "kind,name,broader\ntopic,a,b\ntopic,b,a\n")
    vocabulary = load_vocabulary(folder, [path])
    entry = vocabulary.find(Kind.TOPIC, "a")
    assert entry is not None
    assert [part.name for part in vocabulary.broader_than(entry)] == ["b", "a"]


def test_a_deployment_s_rows_add_to_what_ships(folder: Path) -> None:
    path = csv_file(
        folder, "kind,name,synonyms,broader\nprofession,User research,user chats;UX research,\ntopic,canals,,\n"
    )
    vocabulary = load_vocabulary(folder, [path])
    entry = vocabulary.find(Kind.PROFESSION, "user chats")
    assert entry is not None
    assert entry.synonyms == ("UX research", "user chats")
    assert entry.broader == "design"
    assert vocabulary.find(Kind.TOPIC, "Canals") is not None


def test_a_deployment_may_tell_what_people_say_who_need_something(folder: Path) -> None:
    rows = (
        "topic,canals,,the lock is stuck; the towpath is flooded;the lock is stuck\nprofession,User research,,so lost\n"
    )
    vocabulary = load_vocabulary(folder, [csv_file(folder, "kind,name,synonyms,examples\n" + rows)])
    said = {entry.name: entry.examples for entry in vocabulary.entries if entry.examples}
    assert said == {"canals": ("the lock is stuck", "the towpath is flooded"), "user research": ("so lost",)}


def test_columns_may_come_in_any_order_and_some_may_be_missing(folder: Path) -> None:
    path = csv_file(folder, "﻿name,kind\ncanals,Topic\n")
    assert load_vocabulary(folder, [path]).find(Kind.TOPIC, "canals") is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind,name\ntopic,canals\nhobby,knots\n", ["ours.csv", "line 3", "hobby", "profession"]),
        ("kind,name\ntopic,canals\ntopic,\n", ["ours.csv", "line 3", "name"]),
        ('kind,name\ntopic,"two\nlines"\nhobby,knots\n', ["ours.csv", "line 4"]),
        ("kind,label\ntopic,canals\n", ["ours.csv", "name"]),
        ("", ["ours.csv", "kind or name"]),
        ('kind,name\ntopic,"canals\n', ["ours.csv"]),
        ("kind,name\ntopic\n", ["ours.csv", "line 2", "name"]),
    ],
)
def test_a_wrong_row_is_named(folder: Path, text: str, told: list[str]) -> None:
    with pytest.raises(WrongFileError) as error:
        load_vocabulary(folder, [csv_file(folder, text)])
    for words in told:
        assert words in str(error.value)


def test_a_file_that_is_not_there_or_not_text_is_named(folder: Path) -> None:
    with pytest.raises(WrongFileError, match=r"nowhere\.csv"):
        load_vocabulary(folder, [folder / "nowhere.csv"])
    path = folder / "ours.csv"
    for start in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(start + b"kind,name\r\ntopic,canals\r\ntopic,caf\xe9\r\n")
        with pytest.raises(WrongFileError, match=r"ours\.csv, line 3: not UTF-8"):
            load_vocabulary(folder, [path])


def test_something_broader_that_is_no_entry_only_names_a_group(folder: Path) -> None:
    path = csv_file(folder, "kind,name,broader\nprofession,lock keeper,Waterway trades\n")
    vocabulary = load_vocabulary(folder, [path])
    keeper = vocabulary.find(Kind.PROFESSION, "lock keeper")
    assert keeper is not None
    assert (keeper.broader, vocabulary.broader_than(keeper)) == ("Waterway trades", [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("topics.toml", '[[topic]]\nnam = "canals"\n'),
        ("topics.toml", '[[hobby]]\nname = "knots"\n'),
        ("topics.toml", 'topic = "canals"\n'),
        ("topics.toml", "[[topic]\n"),
        ("topics.toml", "topic = 3\n"),
        ("filler.toml", 'words = "please"\n'),
        ("filler.toml", "words = [\n"),
    ],
)
def test_a_wrong_shipped_file_is_named(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(WrongFileError, match=name):
        load_vocabulary(folder)


def test_examples_are_those_of_the_entry_and_no_names_of_it(folder: Path) -> None:
    (folder / "examples").mkdir()
    (folder / "examples" / "ours.toml").write_text(
        '[profession]\n"user research" = ["watch somebody fill in our form", "they get stuck"]\n',
        encoding="utf-8",
    )
    vocabulary = load_vocabulary(folder)
    entry = vocabulary.find(Kind.PROFESSION, "user research")
    assert entry is not None
    assert entry.examples == ("watch somebody fill in our form", "they get stuck")
    assert (entry.synonyms, entry.broader) == (("UX research",), "design")
    assert vocabulary.find(Kind.PROFESSION, "watch somebody fill in our form") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('profession = ["a"]', "“profession” must be a table of names"),
        ('[profession]\n"user research" = "one"', "profession “user research”: examples"),
        ('[trade]\n"user research" = ["one"]', "trade “user research”: kind"),
        ("[profession", "cannot be read"),
    ],
)
def test_a_wrong_file_of_examples_is_named(folder: Path, text: str, told: str) -> None:
    (folder / "examples").mkdir()
    (folder / "examples" / "ours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongFileError) as raised:
        load_vocabulary(folder)
    assert "ours.toml" in str(raised.value)
    assert told in str(raised.value)


def test_examples_ship_for_what_is_named_elsewhere_each_for_one_thing_of_a_kind(shipped: Vocabulary) -> None:
    having = [entry for entry in shipped.entries if entry.examples]
    assert len(having) > 200
    named = load_names(SHIPPED)
    assert {(entry.kind, entry.name) for entry in having} <= named
    for kind in (Kind.PROFESSION, Kind.SKILL, Kind.ELEMENT):
        said = [example.casefold() for entry in having if entry.kind is kind for example in entry.examples]
        assert len(said) == len(set(said))


def load_names(folder: Path) -> set[tuple[Kind, str]]:
    """What the files of entries name, without the examples."""
    every = {path.stem: tomli.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")}
    rows = [(kind, row) for stem, file in every.items() if stem != "filler" for kind, of in file.items() for row in of]
    return {(Kind(kind), row["name"]) for kind, row in rows}


def test_thousands_of_rows_are_taken(folder: Path) -> None:
    rows = "".join(f"profession,keeper {n},ward {n};guard {n},keepers\n" for n in range(3_000))
    vocabulary = load_vocabulary(folder, [csv_file(folder, "kind,name,synonyms,broader\n" + rows)])
    assert len(vocabulary.of_kind(Kind.PROFESSION)) == 3_002


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary(SHIPPED)


def test_every_kind_ships(shipped: Vocabulary) -> None:
    for kind in Kind:
        assert shipped.of_kind(kind), kind
    assert len(shipped.of_kind(Kind.ELEMENT)) == 16


def test_whom_an_element_asks_for_and_what_anything_is_part_of_is_listed_too(shipped: Vocabulary) -> None:
    for entry in shipped.entries:
        for name in entry.ask_for:
            assert shipped.find(Kind.PROFESSION, name), name
        if entry.broader:
            assert any(shipped.find(kind, entry.broader) for kind in Kind), entry


@pytest.mark.parametrize(
    ("place", "region"),
    [("Leeds", "Yorkshire and The Humber"), ("Cardiff", "Wales"), ("Glasgow", "Scotland"), ("Atlantis", "")],
)
def test_the_region_of_a_place_is_known(shipped: Vocabulary, place: str, region: str) -> None:
    assert shipped.region_of(place) == region


def test_two_vocabularies_that_say_the_same_are_one(shipped: Vocabulary, folder: Path) -> None:
    again = load_vocabulary(SHIPPED)
    assert (again, hash(again)) == (shipped, hash(shipped))
    assert lexicon(again) is lexicon(shipped)
    assert load_vocabulary(folder) != shipped
    louder = Vocabulary(shipped.entries, Filler(words=shipped.filler.words | {"zzyzx"}))
    assert louder != shipped
