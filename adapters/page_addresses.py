"""Addresses of pages for one person alone, and of pictures that chat clients fetch: made, and read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.sealed_tokens import NotSealedHereError, seal, unseal
from bot.blocks import Block, Link, Links, PageKind, Picture
from bot.messages import Card
from directory.errors import FindExpertError
from directory.vault import Vault

PAGES_LAST = timedelta(days=7)
"""How long the link to a page works: whoever still may see it is given a new one wherever the old one was."""
PICTURES_LAST = timedelta(days=180)
"""How long a picture is there: as long as anybody scrolls back in a conversation."""
PATHS: dict[PageKind, str] = {PageKind.POLICY: "/policy/", PageKind.PORTFOLIO: "/portfolio/"}
PICTURES = "/pictures/"
PICTURE_ENDING = ".png"
PURPOSE = b"find-expert: links to pages and pictures, version 1"
PAGE, PICTURE = "page", "picture"


class UnknownPageError(FindExpertError):
    """Its address was not made here, or not all of it arrived."""

    def __init__(self) -> None:
        super().__init__("Part of the link may be missing. Open it again from the message it is in.")


class ExpiredPageError(FindExpertError):
    """Its address was made here, too long ago."""

    def __init__(self) -> None:
        super().__init__(
            f"Links to pages work for {PAGES_LAST.days} days. Open the policy or the portfolio in chat for a new one."
        )


@dataclass(frozen=True, slots=True)
class PageVisit:
    """Whom a link was made for, and what it leads to. Whether they may see it is asked when they come."""

    page: PageKind
    subject: str
    person_id: int
    ends_at: datetime


class PageAddresses:
    """Makes addresses on ``address``, and reads them, with keys that nothing else uses."""

    def __init__(self, secret: str, address: str, clock: Callable[[], datetime]) -> None:
        """``secret`` is FIND_EXPERT_SECRET_KEY, with all its keys: what an older one made still works."""
        self._vault = Vault(secret, PURPOSE)
        self._address = address
        self._clock = clock

    def of_page(self, page: PageKind, subject: str, person_id: int) -> str:
        """Where this person finds a page."""
        return f"{self._address}{self.path_of_page(page, subject, person_id)}"

    def path_of_page(self, page: PageKind, subject: str, person_id: int, ends_at: datetime | None = None) -> str:
        """The same from another page of ours, no longer than that one: until ``ends_at``."""
        ends = int(ends_at.timestamp()) if ends_at else self._ends(PAGES_LAST)
        token = seal(self._vault, [PAGE, page, subject, person_id, ends])
        return f"{PATHS[page]}{token}"

    def of_picture(self, of: str, stamp: str) -> str:
        """Where a picture is fetched, by anybody who has its address."""
        return f"{self._address}{self.path_of_picture(of, stamp)}"

    def path_of_picture(self, of: str, stamp: str) -> str:
        """The same from a page of ours."""
        return f"{PICTURES}{seal(self._vault, [PICTURE, of, stamp, self._ends(PICTURES_LAST)])}{PICTURE_ENDING}"

    def read_page(self, page: PageKind, token: str) -> PageVisit:
        """Whose visit a token is. Raises UnknownPageError or ExpiredPageError."""
        match self._read(token):
            case [_, str(kind), str(subject), int(person_id), int(ends)] if kind == page:
                visit = PageVisit(page, subject, person_id, datetime.fromtimestamp(ends, UTC))
            case _:
                raise UnknownPageError
        if self._clock() >= visit.ends_at:
            raise ExpiredPageError
        return visit

    def read_picture(self, token: str) -> str | None:
        """What is drawn there; nothing when the token is not ours, or too old."""
        match self._read(token):
            case [_, str(of), str(), int(ends)] if self._clock() < datetime.fromtimestamp(ends, UTC):
                return of
        return None

    def _read(self, token: str) -> list[object]:
        try:
            return unseal(self._vault, token)
        except NotSealedHereError:
            return []

    def _ends(self, lasts: timedelta) -> int:
        return int((self._clock() + lasts).timestamp())


def addressed(card: Card, addresses: PageAddresses) -> Card:
    """The card with the addresses of its links and pictures."""
    if not any(isinstance(block, Picture | Links) for block in card.blocks):
        return card
    return card.model_copy(update={"blocks": tuple(_addressed(block, addresses) for block in card.blocks)})


def _addressed(block: Block, addresses: PageAddresses) -> Block:
    match block:
        case Picture():
            return block.model_copy(update={"address": addresses.of_picture(block.of, block.stamp)})
        case Links():
            return Links(links=tuple(_leading(link, addresses) for link in block.links))
    return block


def _leading(link: Link, addresses: PageAddresses) -> Link:
    return link.model_copy(update={"address": addresses.of_page(link.page, link.subject, link.person_id)})
