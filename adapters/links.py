"""Signed links: what an email leads to, for whom, and until when. Whoever has the link is taken for that person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.sealed_tokens import NotSealedHereError, seal, unseal
from bot.events import Sender
from bot.model import NoticeKind
from directory.errors import FindExpertError
from directory.vault import Vault

LASTS = timedelta(days=30)
"""How long a link works: longer than any request stays open."""
PATH = "/letter/"
PURPOSE = b"find-expert: links in emails, version 1"
PLATFORM = "email"
"""Also the workspace of whoever follows a link."""


class UnknownLinkError(FindExpertError):
    """It was not made here, or not all of it arrived."""

    def __init__(self) -> None:
        super().__init__("Part of the link may be missing. Open it again from the email, or copy all of it.")


class ExpiredLinkError(FindExpertError):
    """It was made here, too long ago."""

    def __init__(self) -> None:
        super().__init__(
            f"Links in our emails work for {LASTS.days} days. If there is a newer email about this, its link works."
        )


@dataclass(frozen=True, slots=True)
class Link:
    """``subject`` is the id of the request, offer or message that somebody was told of."""

    person_id: int
    kind: NoticeKind
    subject: str
    ends_at: datetime

    @property
    def sender(self) -> Sender:
        """Who presses something on the page that it leads to."""
        return Sender(platform=PLATFORM, workspace=PLATFORM, user=str(self.person_id))


class Links:
    """Makes links and reads them again, with keys that nothing else uses."""

    def __init__(self, secret: str, public_url: str, clock: Callable[[], datetime]) -> None:
        """``secret`` is FIND_EXPERT_SECRET_KEY, with all its keys: links made with an older one still work."""
        self._vault = Vault(secret, PURPOSE)
        self._public_url = public_url
        self._clock = clock

    def new(self, person_id: int, kind: NoticeKind, subject: str) -> Link:
        """One that works from now on."""
        return Link(person_id, kind, subject, self._clock() + LASTS)

    def address(self, link: Link) -> str:
        """Where it leads. Two addresses of one link differ; both work."""
        kept = [link.person_id, link.kind, link.subject, int(link.ends_at.timestamp())]
        return f"{self._public_url}{PATH}{seal(self._vault, kept)}"

    def read(self, token: str) -> Link:
        """The link of an address that ends in ``token``. Raises UnknownLinkError or ExpiredLinkError."""
        try:
            person_id, kind, subject, ends_at = unseal(self._vault, token)
            link = Link(person_id, NoticeKind(kind), subject, datetime.fromtimestamp(ends_at, UTC))
        except (NotSealedHereError, ValueError):
            raise UnknownLinkError from None
        if self._clock() >= link.ends_at:
            raise ExpiredLinkError
        return link
