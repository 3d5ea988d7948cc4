"""What can go wrong when Slack is called: for now, or for good."""

from __future__ import annotations

import json

from adapters.metrics import Outcome
from directory.model import Unreachable

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
# docs.slack.dev/reference/methods: errors of Slack's own making that a later call may not meet again.
PASSING_ERRORS = frozenset(
    {
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",  # of all that people and apps write in a workspace
        "org_login_required",  # the workspace is being moved into an organisation
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "token_expired",  # a new one is fetched before the next call
    }
)
# Of these Slack says that "some aspect of the operation" may have succeeded, or nothing at all.
MAY_BE_DONE = frozenset({"fatal_error", "internal_error", "service_unavailable"})
# The same pages, and docs.slack.dev/reference/methods/chat.postMessage and conversations.open: what each says of the
# person who was written to. "invalid_auth" and "missing_scope" are not here: they are the deployment's mistakes.
REACHES_NOBODY: dict[str, Unreachable] = {
    "account_inactive": Unreachable.UNINSTALLED,  # the bot's own account, or its whole workspace, is gone
    "app_uninstalled": Unreachable.UNINSTALLED,
    "team_access_not_granted": Unreachable.UNINSTALLED,  # the organisation took the bot out of this workspace
    "token_revoked": Unreachable.UNINSTALLED,
    "is_inactive": Unreachable.DEACTIVATED,
    "user_disabled": Unreachable.DEACTIVATED,
    "user_not_found": Unreachable.LEFT,
    "users_not_found": Unreachable.LEFT,
    "user_not_visible": Unreachable.LEFT,  # of another workspace by now
    "cannot_dm": Unreachable.BLOCKED,
    "ekm_access_denied": Unreachable.BLOCKED,  # administrators suspended posting
    "restricted_action": Unreachable.BLOCKED,  # a preference of the workspace
}

NOT_ALLOWED = frozenset(
    {
        "access_denied",
        "accesslimited",  # on the network that the call came from
        "account_inactive",
        "app_uninstalled",
        "enterprise_is_restricted",
        "invalid_auth",
        "messages_tab_disabled",  # of the app, where people would read the bot's messages
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""What is not about one person: the token, or the scopes of it, do not allow it."""

NOT_FETCHED = frozenset({"invalid_blocks", "refused"})
"""What Slack says of a message whose picture it could not fetch: it shows none of it. "refused" is what we read of a
response address that says it otherwise. github.com/slackapi/java-slack-sdk/issues/1396 and
github.com/slackapi/python-slack-sdk/issues/1782, which comes and goes.
"""


class SlackError(Exception):
    """Slack did not do what it was asked. ``code`` is Slack's own word for it and safe to log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryError(SlackError):
    """It may work later: after ``retry_after`` seconds where Slack said so.

    ``did_nothing``: it is certain that it did nothing this time. Otherwise it may have worked after all.
    """

    def __init__(self, code: str, retry_after: float | None = None, *, did_nothing: bool = False) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.did_nothing = did_nothing


class PermanentError(SlackError):
    """It will not work, however often it is tried."""

    @property
    def why(self) -> Unreachable | None:
        """Why the person who was written to cannot be reached, where that is what it says."""
        return REACHES_NOBODY.get(self.code)


def outcome(error: SlackError) -> Outcome:
    """What is counted of a call that failed."""
    if not isinstance(error, PermanentError):
        return "temporary"
    if error.code in NOT_ALLOWED:
        return "not_allowed"
    return "unreachable" if error.why else "refused"


def slack_error(status: int, code: str, retry_after: str | None = None) -> SlackError:
    """The error for an HTTP status, Slack's error code and its ``Retry-After`` header (seconds)."""
    if status == TOO_MANY_REQUESTS or status >= SERVER_ERROR or code in PASSING_ERRORS:
        wait = float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
        is_turned_away = status == TOO_MANY_REQUESTS or code in PASSING_ERRORS - MAY_BE_DONE
        return TemporaryError(code, wait, did_nothing=is_turned_away)
    return PermanentError(code)


def code_in(body: str) -> str:
    """Slack's error code in the answer of a response_url."""
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return "refused"
