"""What a mail server's reply means: for this person, for all emails, or only for now."""

from __future__ import annotations

from datetime import timedelta

from adapters import metrics
from adapters.email.smtp import Reason, SmtpError, Step
from bot.notices import NotNow, Outcome, Refused, Unsure

PERMANENT = 500
TOO_MUCH = 552
"""RFC 5321, 4.5.3.1.10: to be taken for "not now"."""
POLICY = "5.7."
"""RFC 3463: "security or policy status", such as that the server relays nothing for us."""
OURS = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538, 555})
"""RFC 5321, 4.2.2, and RFC 4954, 6: what is said of our commands and our login, not of a recipient."""

SOON = timedelta(minutes=1)
"""Until a server that could not be spoken to is tried again, with whatever email is due then."""
AFTER_MENDING = timedelta(minutes=5)
"""Until a server is asked again what only somebody who runs the bot can mend: often, and it may lock us out."""


def outcome(error: SmtpError) -> Outcome:
    """What became of one attempt.

    What is the deployment's mistake, such as a wrong password, costs nobody their news: it waits until it is mended.
    What is said of one email holds up no other.
    """
    is_of_this_one = error.step in {Step.RECIPIENT, Step.CONTENT}
    if error.step is Step.CONTENT and error.reason is not Reason.REFUSED:
        return Unsure(error.code)
    if is_ours_to_mend(error):
        return NotNow(error.code, AFTER_MENDING, is_for_all=not is_of_this_one)
    if not is_of_this_one:
        return NotNow(error.code, SOON, is_for_all=True)
    return Refused(error.code) if _is_for_good(error) else NotNow(error.code)


def is_ours_to_mend(error: SmtpError) -> bool:
    """Whether emails go out only when somebody changes a setting, here or on a server."""
    if error.reason in {Reason.UNTRUSTED, Reason.LACKING}:
        return True
    if error.reply < PERMANENT:
        return False
    is_of_all = error.step not in {Step.RECIPIENT, Step.CONTENT}
    return is_of_all or error.reply in OURS or error.enhanced.startswith(POLICY)


def _is_for_good(error: SmtpError) -> bool:
    """Whether this person will not get it, however often it is tried: there is no such mailbox, for example."""
    return error.reply >= PERMANENT and error.reply != TOO_MUCH


def counted(error: SmtpError) -> metrics.Outcome:
    """What is counted of it."""
    if is_ours_to_mend(error):
        return "not_allowed"
    if not isinstance(outcome(error), Refused):
        return "temporary"
    return "unreachable" if error.step is Step.RECIPIENT else "refused"
