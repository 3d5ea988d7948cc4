"""What the doctor asks the mail server: whether it takes emails from us. None is sent."""

from __future__ import annotations

import ssl

from adapters.checks import ASK_SECONDS, Asking, Check
from adapters.email.smtp import MailServer, Reason, SmtpError, Step
from config.settings import Settings

MEND_OFF = "Set SMTP_URL, MAIL_FROM and PUBLIC_URL to send invitations, and to reach people without Slack or Teams."
MEND_SERVER = "Correct the host and the port in SMTP_URL, and let this computer reach them."
MEND_ENCRYPTION = (
    "Use smtps:// where the server is encrypted from the start (often port 465), smtp:// for STARTTLS (often port "
    "587), or add ?starttls=no for a relay of your own network that offers neither."
)
MEND_CERTIFICATE = "Name the server in SMTP_URL as its certificate does, or let this computer trust who signed it."
MEND_LOGIN = "Correct the user and the password in SMTP_URL."
MEND_SENDER = "Let the server take emails from the address in MAIL_FROM, or set another."

WHAT_TO_DO = {
    Step.CONNECTING: MEND_SERVER,
    Step.ENCRYPTING: MEND_ENCRYPTION,
    Step.LOGGING_IN: MEND_LOGIN,
    Step.SENDER: MEND_SENDER,
}
IN_WORDS = {
    Reason.UNREACHABLE: "cannot be reached from here",
    Reason.UNTRUSTED: "has no certificate that this computer trusts",
    Reason.TIMEOUT: f"did not answer within {ASK_SECONDS} seconds",
    Reason.LOST: "broke the connection",
    Reason.UNREADABLE: "answered something that cannot be read",
}


async def mail_checks(_asking: Asking, settings: Settings, trusted: ssl.SSLContext | None = None) -> list[Check]:
    """Connect, log in, and ask whether we may send. ``trusted`` is whose certificates, else the system's."""
    mail = settings.mail
    if mail is None:
        return [Check("Email", "off", MEND_OFF)]
    server = MailServer(mail, settings.public_url or "", trusted, ASK_SECONDS)
    try:
        await server.try_out()
    except SmtpError as error:
        return [Check("Email", f"{mail.host} port {mail.port} {_in_words(error)}", _mend(error))]
    encrypted = "unencrypted" if mail.encryption == "none" else "encrypted"
    return [Check("Email", f"{mail.host} takes emails from {mail.sender.addr_spec}, {encrypted}")]


def _in_words(error: SmtpError) -> str:
    if error.reason is Reason.LACKING:
        return "knows no way to log in that we know" if error.step is Step.LOGGING_IN else "is not encrypted this way"
    if error.reason is not Reason.REFUSED:
        return IN_WORDS[error.reason]
    replied = " ".join(filter(None, [str(error.reply), error.enhanced]))
    what = {Step.LOGGING_IN: "does not let us log in", Step.SENDER: "takes no emails from this address"}
    return f"{what.get(error.step, 'turns us away')} (it replied {replied})"


def _mend(error: SmtpError) -> str:
    if error.reason is Reason.UNTRUSTED:
        return MEND_CERTIFICATE
    if error.reason is Reason.LACKING and error.step is not Step.LOGGING_IN:
        return MEND_ENCRYPTION
    return WHAT_TO_DO[error.step]
