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
APP, OTHER_APP = "11111111-aaaa-4bbb-8ccc-000000000001", "22222222-AAAA-4BBB-8CCC-000000000002"
TENANT, OTHER_TENANT = "33333333-aaaa-4bbb-8ccc-000000000003", "44444444-aaaa-4bbb-8ccc-000000000004"
TEAMS = {"MICROSOFT_APP_ID": APP, "MICROSOFT_APP_PASSWORD": "never-shown", "MICROSOFT_APP_TENANT_ID": TENANT}
SECOND = {
    "MICROSOFT_APP_ID": f"{APP}, {OTHER_APP}",
    "MICROSOFT_APP_PASSWORD": "never-shown, never-shown-b",
    "MICROSOFT_APP_TENANT_ID": f"{TENANT}, {OTHER_TENANT}",
}


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
    given(monkeypatch, SECOND)
    first, second = read_settings().teams_registrations
    assert (first.app_id, second.tenant_id) == (APP, OTHER_TENANT)
    assert second == TeamsRegistration(OTHER_APP, "never-shown-b", OTHER_TENANT)
    assert "never-shown" not in repr(first)


@pytest.mark.parametrize("short", TEAMS)
def test_a_second_tenant_without_all_of_its_registration_is_refused(
    monkeypatch: pytest.MonkeyPatch, short: str
) -> None:
    given(monkeypatch, SECOND | {short: TEAMS[short]})
    with pytest.raises(SettingError, match=rf"{short} has 1 value and MICROSOFT_\w+ has 2\.") as refused:
        read_settings()
    assert "never-shown" not in str(refused.value)


@pytest.mark.parametrize("name", ["MICROSOFT_APP_ID", "MICROSOFT_APP_TENANT_ID"])
@pytest.mark.parametrize("wrong", ["example.onmicrosoft.com", "app-1", f"{APP},example.gov.uk", f"{{{APP}}}"])
def test_an_id_of_microsoft_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    given(monkeypatch, TEAMS | {name: wrong})
    with pytest.raises(SettingError, match=f"The setting {name} is wrong: must be an id such as .*not a domain name"):
        read_settings()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "never-shown"},
            "Slack needs all its settings: SLACK_CLIENT_SECRET, FIND_EXPERT_ALLOWED_SLACK_TEAMS and PUBLIC_URL are "
            "missing.",
        ),
        (
            {"MICROSOFT_APP_ID": APP},
            "Teams needs an id, a password and a tenant: MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID are "
            "missing.",
        ),
    ],
)
def test_all_that_is_missing_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    given(monkeypatch, settings)
    with pytest.raises(SettingError) as refused:
        read_settings()
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("FIND_EXPERT_ALLOW_GUESTS", "perhaps", "must be true or false."),
        ("FIND_EXPERT_NOW", "2026-05-12T09:00:00", "must end in Z or an offset such as +01:00."),
        ("FIND_EXPERT_NOW", "tomorrow", "must be a time such as 2026-05-12T09:00:00Z."),
        ("FIND_EXPERT_RETENTION_DAYS", "many", "must be a whole number."),
        ("FIND_EXPERT_RETENTION_DAYS", "0", "must be greater than or equal to 1."),
        ("FIND_EXPERT_LOG_LEVEL", "loud", "must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'."),
    ],
)
def test_a_wrong_value_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: str, said: str
) -> None:
    given(monkeypatch, {name: wrong})
    with pytest.raises(SettingError) as refused:
        read_settings()
    assert str(refused.value) == f"The setting {name} is wrong: {said}"


def test_the_log_level_may_be_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"FIND_EXPERT_LOG_LEVEL": "warning"})
    assert read_settings().log_level == "WARNING"


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
