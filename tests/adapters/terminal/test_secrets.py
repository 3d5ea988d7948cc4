"""Changing the key, as whoever runs the bot does it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack.kept_tokens import KeptTokens
from adapters.slack.oauth import Grant
from directory.database import connected
from directory.vault import Vault
from tests.adapters.terminal.conftest import Terminal

OLD = "an old key that is long enough to be one"
NEW = "a new key that is long enough to be one!"
PEOPLE = """staff_id,name,calendar_url
q1,Ada Quillan,https://calendar.example.gov.uk/ada/busy.ics
q2,Bram Otterbourne,https://calendar.example.gov.uk/bram/busy.ics
"""


@pytest.fixture
def keyed(at_home: Terminal, tmp_path: Path) -> Terminal:
    """A directory of which the old key sealed two calendar addresses."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert at_home("directory", "import", "people.csv", FIND_EXPERT_SECRET_KEY=OLD).status == 0
    return at_home


def test_a_key_is_changed_without_losing_a_secret(keyed: Terminal) -> None:
    both = {"FIND_EXPERT_SECRET_KEY": f"{NEW},{OLD}"}
    before = keyed("doctor", **both)
    assert before.out.count("Stops the bot") == 1  # for want of a platform
    assert "only an old key opens 2 calendar addresses" in before.out
    assert "find-expert db upgrade" in before.out
    upgraded = keyed("db", "upgrade", **both)
    assert (upgraded.status, upgraded.err) == (0, "")
    assert "2 calendar addresses sealed again with the newest key. The older keys may go." in upgraded.out
    assert "0 calendar addresses sealed again" in keyed("db", "upgrade", **both).out
    after = keyed("doctor", FIND_EXPERT_SECRET_KEY=NEW)
    assert "the newest key opens 2 calendar addresses" in after.out
    for done in (before, upgraded, after):
        assert OLD not in done.out + done.err
        assert NEW not in done.out + done.err


@pytest.mark.parametrize("key", [NEW, ""])
def test_the_doctor_says_when_no_key_opens_a_secret_and_does_not_stop_the_bot(keyed: Terminal, key: str) -> None:
    done = keyed("doctor", FIND_EXPERT_SECRET_KEY=key)
    assert done.out.count("Stops the bot") == 1  # for want of a platform
    assert "no key opens 2 calendar addresses" in done.out
    assert "Add the key that sealed them" in done.out


def test_an_upgrade_says_when_no_key_opens_a_secret(keyed: Terminal) -> None:
    done = keyed("db", "upgrade", FIND_EXPERT_SECRET_KEY=f"{NEW},{NEW[::-1]}")
    assert done.status == 0
    assert "No key opens 2 calendar addresses." in done.err


def test_an_upgrade_with_one_key_says_nothing_of_secrets(keyed: Terminal) -> None:
    assert keyed("db", "upgrade", FIND_EXPERT_SECRET_KEY=OLD).out == "The database is ready.\n"


def test_a_new_key_takes_over_every_kind_of_secret(keyed: Terminal, database_url: str) -> None:
    with connected(database_url) as engine:
        KeptTokens(engine, Vault(OLD), lambda: datetime(2026, 5, 12, tzinfo=UTC)).keep(
            Grant("xoxb-1", "xoxe-1", 43_200, "U0BOT", team_id="T01")
        )
    assert "no key opens 2 Slack tokens" in keyed("doctor", FIND_EXPERT_SECRET_KEY=NEW).out
    upgraded = keyed("db", "upgrade", FIND_EXPERT_SECRET_KEY=f"{NEW},{OLD}")
    assert "2 calendar addresses and 2 Slack tokens sealed again with the newest key." in upgraded.out
    after = keyed("doctor", FIND_EXPERT_SECRET_KEY=NEW)
    assert "the newest key opens 2 calendar addresses" in after.out
    assert "the newest key opens 2 Slack tokens" in after.out


def test_an_upgrade_with_nothing_sealed_says_so(at_home: Terminal) -> None:
    done = at_home("db", "upgrade", FIND_EXPERT_SECRET_KEY=f"{NEW},{OLD}")
    assert "There was nothing to seal again with the newest key. The older keys may go." in done.out
