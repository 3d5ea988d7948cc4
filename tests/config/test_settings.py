"""Settings that belong together are set together, or the start is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import TeamsRegistration, read_settings
from directory.errors import SettingError

SLACK = {"SLACK_BOT_TOKEN": "xoxb-never-shown", "SLACK_SIGNING_SECRET": "never-shown"}
SEVERAL = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "never-shown",
    "SLACK_SIGNING_SECRET": "never-shown",
    "FIND_EXPERT_ALLOWED_SLACK_TEAMS": "T1, E2",
    "PUBLIC_URL": "https://find-expert.example.gov.uk/",
}
TEAMS = {"MICROSOFT_APP_ID": "app-1", "MICROSOFT_APP_PASSWORD": "never-shown", "MICROSOFT_APP_TENANT_ID": "tenant-1"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in {*SLACK, *SEVERAL, *TEAMS, "SLACK_APP_TOKEN"}:
        monkeypatch.delenv(name, raising=False)


def given(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("whole", [SLACK, SEVERAL])
def test_slack_needs_all_its_settings(monkeypatch: pytest.MonkeyPatch, whole: dict[str, str]) -> None:
    for missing in whole:
        with monkeypatch.context() as only:
            given(only, {name: value for name, value in whole.items() if name != missing})
            with pytest.raises(SettingError, match="is missing") as refused:
                read_settings()
            assert "never-shown" not in str(refused.value)
            if missing != "SLACK_CLIENT_ID":
                assert missing in str(refused.value)
    given(monkeypatch, whole)
    assert read_settings().slack_is_on


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})
    assert read_settings().slack_is_on


def test_an_app_token_alone_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"SLACK_APP_TOKEN": "xapp-1"})
    with pytest.raises(SettingError, match="SLACK_BOT_TOKEN is missing"):
        read_settings()


def test_slack_is_either_one_workspace_or_several(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {**SEVERAL, **SLACK})
    with pytest.raises(SettingError, match="not both"):
        read_settings()


@pytest.mark.parametrize("missing", TEAMS)
def test_teams_needs_an_id_a_password_and_a_tenant(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    given(monkeypatch, {name: value for name, value in TEAMS.items() if name != missing})
    with pytest.raises(SettingError, match=f"{missing} is missing"):
        read_settings()


def test_every_tenant_has_a_registration_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {name: f"{value}, {value}-b" for name, value in TEAMS.items()})
    first, second = read_settings().teams_registrations
    assert (first.app_id, second.tenant_id) == ("app-1", "tenant-1-b")
    assert second == TeamsRegistration("app-1-b", "never-shown-b", "tenant-1-b")
    assert "never-shown" not in repr(first)


def test_a_second_tenant_without_a_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {**TEAMS, "MICROSOFT_APP_ID": "app-1,app-2", "MICROSOFT_APP_TENANT_ID": "tenant-1,tenant-2"})
    with pytest.raises(SettingError, match="MICROSOFT_APP_PASSWORD is missing"):
        read_settings()


@pytest.mark.parametrize("nothing", ["", ",", " , "])
def test_teams_is_off_without_a_registration(monkeypatch: pytest.MonkeyPatch, nothing: str) -> None:
    """Its gate would take the lack of one for a demonstration, and ask for no token."""
    given(monkeypatch, {"MICROSOFT_APP_ID": nothing})
    assert not read_settings().teams_is_on


def test_lists_may_have_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SEVERAL)
    settings = read_settings()
    assert settings.allowed_slack_teams == {"T1", "E2"}
    assert settings.public_url == "https://find-expert.example.gov.uk"


@pytest.mark.parametrize(
    "wrong",
    ["find-expert.example.gov.uk", "ftp://x", "https://x/path", "https://x?y", "https://", "https://never:shown@x"],
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    given(monkeypatch, {"PUBLIC_URL": wrong})
    with pytest.raises(SettingError, match="PUBLIC_URL is wrong"):
        read_settings()
