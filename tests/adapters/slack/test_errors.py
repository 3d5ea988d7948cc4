"""What Slack's refusals mean: for now or for good, and for whom."""

from __future__ import annotations

import pytest

from adapters.metrics import Outcome
from adapters.slack.errors import PermanentError, TemporaryError, outcome, slack_error
from directory.model import Unreachable


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("account_inactive", Unreachable.UNINSTALLED),
        ("app_uninstalled", Unreachable.UNINSTALLED),
        ("team_access_not_granted", Unreachable.UNINSTALLED),
        ("token_revoked", Unreachable.UNINSTALLED),
        ("is_inactive", Unreachable.DEACTIVATED),
        ("user_disabled", Unreachable.DEACTIVATED),
        ("user_not_found", Unreachable.LEFT),
        ("users_not_found", Unreachable.LEFT),
        ("user_not_visible", Unreachable.LEFT),
        ("cannot_dm", Unreachable.BLOCKED),
        ("ekm_access_denied", Unreachable.BLOCKED),
        ("restricted_action", Unreachable.BLOCKED),
        # Faults of the deployment or of ours, which say nothing about a person.
        ("channel_not_found", None),
        ("invalid_auth", None),
        ("invalid_blocks", None),
        ("messages_tab_disabled", None),
        ("missing_scope", None),
        ("msg_too_long", None),
        ("not_in_channel", None),
        ("something_new", None),
    ],
)
def test_a_refusal_for_good_says_who_cannot_be_reached(code: str, why: Unreachable | None) -> None:
    error = slack_error(200, code)

    assert isinstance(error, PermanentError)
    assert error.why is why


@pytest.mark.parametrize(
    ("status", "code", "retry_after", "wait"),
    [
        (429, "ratelimited", "30", 30.0),
        (429, "ratelimited", None, None),
        (429, "ratelimited", "soon", None),
        (200, "ratelimited", "1", 1.0),
        (500, "user_disabled", None, None),
        (503, "anything", None, None),
        (200, "internal_error", None, None),
        (200, "org_login_required", None, None),
        (200, "token_expired", None, None),
    ],
)
def test_a_refusal_for_now_says_when_to_try_again(
    status: int, code: str, retry_after: str | None, wait: float | None
) -> None:
    error = slack_error(status, code, retry_after)

    assert isinstance(error, TemporaryError)
    assert error.retry_after == wait


@pytest.mark.parametrize(
    ("status", "code", "counted"),
    [
        (429, "ratelimited", "temporary"),
        (200, "user_disabled", "unreachable"),
        (200, "token_revoked", "not_allowed"),
        (200, "missing_scope", "not_allowed"),
        (200, "invalid_blocks", "refused"),
    ],
)
def test_a_call_that_failed_is_counted_for_what_it_is(status: int, code: str, counted: Outcome) -> None:
    assert outcome(slack_error(status, code)) == counted
