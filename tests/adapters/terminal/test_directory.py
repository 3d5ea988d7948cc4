"""``find-expert directory`` and ``person role``, as a directory manager runs them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.adapters.terminal.conftest import Terminal, expect_one_sentence

HEADER = "staff_id,email,name,professions,skills,weekly_cap\n"
ADA = "u1,ada.quillan@example.gov.uk,Ada Quillan,user research,depth interviews:expert,3\n"
BRAM = "u2,bram.otterbourne@example.gov.uk,Bram Otterbourne,history,,2\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(HEADER + ADA + BRAM)
    return path


def exported(terminal: Terminal, folder: Path) -> str:
    assert terminal("directory", "export", folder / "exported.csv").status == 0
    return (folder / "exported.csv").read_text()


def test_an_import_says_what_it_did_and_the_same_again_changes_nothing(at_home: Terminal, people: Path) -> None:
    first = at_home("directory", "import", people)
    assert (first.status, first.out) == (0, "2 added, 0 updated, 0 unchanged, 0 paused.\n")
    again = at_home("directory", "import", people)
    assert (again.status, again.out) == (0, "0 added, 0 updated, 2 unchanged, 0 paused.\n")


def test_the_json_of_an_import_has_the_shape_that_scripts_rely_on(at_home: Terminal, people: Path) -> None:
    people.write_text("staff_id,name,shoe size\nu1,Ada Quillan,39\n")
    assert at_home("directory", "import", people, "--json").json == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "paused": 0,
        "errors": [],
        "warnings": [
            {"line": 1, "column": "shoe_size", "problem": "the column “shoe_size” is not known and is ignored"}
        ],
    }


def test_a_dry_run_says_what_would_be_and_changes_nothing(at_home: Terminal, people: Path, tmp_path: Path) -> None:
    before = exported(at_home, tmp_path)
    done = at_home("directory", "import", people, "--dry-run")
    assert done.status == 0
    assert "2 would be added" in done.out
    assert at_home("directory", "import", people, "--dry-run", "--json").json["created"] == 2
    assert exported(at_home, tmp_path) == before


def test_one_wrong_row_stops_the_whole_import_and_is_shown_where_it_is(
    at_home: Terminal, people: Path, tmp_path: Path
) -> None:
    before = exported(at_home, tmp_path)
    people.write_text(HEADER + ADA + BRAM.replace(",2\n", ",[red]lots[/red]\n"))
    done = at_home("directory", "import", people)
    assert (done.status, done.out) == (1, "")
    [row] = [line for line in done.err.splitlines() if "whole number" in line]
    assert row.split()[:2] == ["3", "weekly_cap"]
    assert "1 problem: nothing was changed." in done.err
    assert exported(at_home, tmp_path) == before
    as_json = at_home("directory", "import", people, "--json")
    assert as_json.status == 1
    assert as_json.json["created"] == 0
    assert as_json.json["errors"] == [
        {"line": 3, "column": "weekly_cap", "problem": "must be a whole number from 0 to 50"}
    ]


def test_what_a_wrong_cell_says_is_shown_as_it_is(at_home: Terminal, people: Path) -> None:
    people.write_text(HEADER + ADA.replace("expert", "[bold]:smile:[/nothing]"))
    done = at_home("directory", "import", people)
    assert done.status == 1
    assert "[/nothing]” is not a level" in done.err


def test_a_source_pauses_those_it_no_longer_names_when_allowed(at_home: Terminal, people: Path) -> None:
    assert at_home("directory", "import", people, "--source", "payroll").status == 0
    people.write_text(HEADER + ADA)
    refused = at_home("directory", "import", people, "--source", "payroll")
    assert refused.status == 1
    assert "--allow-removals" in refused.err
    done = at_home("directory", "import", people, "--source", "payroll", "--allow-removals", "--json")
    assert (done.status, done.json["paused"], done.json["unchanged"]) == (0, 1, 1)


def test_removals_are_only_allowed_to_a_source(at_home: Terminal, people: Path) -> None:
    done = at_home("directory", "import", people, "--allow-removals")
    assert done.status == 2
    assert "--source" in done.err


def test_a_gzipped_file_is_imported_too(at_home: Terminal, people: Path, tmp_path: Path) -> None:
    packed = tmp_path / "people.csv.gz"
    packed.write_bytes(gzip.compress(people.read_bytes()))
    assert at_home("directory", "import", packed, "--json").json["created"] == 2


def test_what_is_exported_comes_back_unchanged(at_home: Terminal, people: Path, tmp_path: Path) -> None:
    at_home("directory", "import", people)
    done = at_home("directory", "export", tmp_path / "[red]out :smile:.csv")
    assert done.status == 0
    assert "2 experts written" in done.err
    assert "[red]out :smile:.csv" in done.err
    again = at_home("directory", "import", tmp_path / "[red]out :smile:.csv", "--json")
    assert (again.status, again.json["unchanged"], again.json["errors"]) == (0, 2, [])


@pytest.mark.parametrize("name", ["nowhere.csv", ".", "people.csv/inside.csv"])
def test_a_file_that_cannot_be_read_is_one_sentence(terminal: Terminal, people: Path, name: str) -> None:
    terminal("db", "upgrade")
    expect_one_sentence(terminal("directory", "import", name), "cannot be opened")


@pytest.mark.parametrize("name", ["nowhere/out.csv", ".", "/", "people.csv/inside.csv", "a-folder"])
def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(
    terminal: Terminal, people: Path, tmp_path: Path, name: str
) -> None:
    terminal("db", "upgrade")
    (tmp_path / "a-folder").mkdir()
    before = {path.name for path in tmp_path.iterdir()}
    expect_one_sentence(terminal("directory", "export", name), "cannot be written")
    assert {path.name for path in tmp_path.iterdir()} == before


def test_the_sample_goes_into_an_empty_directory_only(terminal: Terminal, people: Path) -> None:
    terminal("db", "upgrade")
    first = terminal("directory", "sample")
    assert (first.status, first.err.split()[1:]) == (0, ["fictional", "experts", "added."])
    assert 250 <= int(first.err.split()[0]) <= 350
    again = terminal("directory", "sample")
    assert (again.status, "nothing was added" in again.err) == (0, True)


def test_the_sample_leaves_a_directory_with_somebody_alone(at_home: Terminal, people: Path, tmp_path: Path) -> None:
    at_home("directory", "import", people)
    before = exported(at_home, tmp_path)
    assert at_home("directory", "sample").status == 0
    assert exported(at_home, tmp_path) == before


def test_a_role_is_given_once_and_taken_away_once(at_home: Terminal) -> None:
    ada = ("person", "role", "ada.quillan@example.gov.uk", "directory-manager")
    given = "Role directory-manager given to ada.quillan@example.gov.uk"
    assert at_home(*ada).out == f"{given}; nobody with this address is known yet.\n"
    assert at_home(*ada).out == "Nothing to change.\n"
    assert at_home(*ada, "--remove").out == "Role directory-manager taken from ada.quillan@example.gov.uk.\n"
    assert at_home(*ada, "--remove").out == "Nothing to change.\n"


def test_a_role_is_given_to_somebody_of_the_directory(at_home: Terminal, people: Path) -> None:
    at_home("directory", "import", people)
    done = at_home("person", "role", "Ada.Quillan@example.gov.uk", "administrator")
    assert done.out == "Role administrator given to Ada.Quillan@example.gov.uk.\n"


def test_a_head_of_profession_is_one_of_a_profession_in_an_organisation(at_home: Terminal) -> None:
    head = ("person", "role", "ada.quillan@example.gov.uk", "head-of-profession")
    expect_one_sentence(at_home(*head), "--organisation and --profession")
    assert at_home(*head, "--organisation", "DWP", "--profession", "history").status == 0
    expect_one_sentence(at_home(*head[:3], "administrator", "--profession", "history"), "Only a head of profession")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("not-an-address", "administrator"), "is not an email address"),
        (("nobody@example.gov.uk", "administrator", "--remove"), "Nobody with the email address nobody@example.gov.uk"),
    ],
)
def test_a_wrong_address_is_one_sentence(terminal: Terminal, arguments: tuple[str, ...], said: str) -> None:
    terminal("db", "upgrade")
    expect_one_sentence(terminal("person", "role", *arguments), said)


@pytest.mark.parametrize(
    "arguments",
    [
        ("person", "role", "ada.quillan@example.gov.uk", "king"),
        ("person", "role", "ada.quillan@example.gov.uk"),
        ("person", "crown"),
        ("directory", "import"),
        ("directory", "import", "people.csv", "--colour"),
        ("serve", "--port", "0"),
        ("search", "history", "--limit", "none"),
        ("search", "history", "--limit", "0"),
        ("search", ""),
        ("search", "--batch", "queries.tsv"),
        ("search", "history", "--run", "run.txt"),
        ("fly",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2_with_a_hint(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    done = terminal(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "Error" in done.err
    assert "--help" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "command",
    [
        *("", "serve", "search", "doctor", "db", "db upgrade", "person", "person role", "directory"),
        *("directory import", "directory export", "directory sample"),
    ],
)
def test_every_command_explains_itself(terminal: Terminal, command: str) -> None:
    done = terminal(*command.split(), "--help")
    assert done.status == 0
    assert "Usage:" in done.out
