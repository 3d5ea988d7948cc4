"""Pages behind the links of emails: a card as it is now, and what its buttons and forms do.

Opening one changes nothing, so that a mail server that follows links does no harm. Nothing is remembered between
requests: what a page showed travels with it, sealed, and only what it showed can be pressed.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import ValidationError

from adapters.layout.answers import HEADERS, Answered, html, nowhere, static
from adapters.layout.errors import RefusedError
from adapters.layout.frame import Frame, problem_page
from adapters.links import PATH, ExpiredLinkError, Link, Links, UnknownLinkError
from adapters.web import door, events, render
from adapters.web.errors import TooLongError
from bot.blocks import SearchBox
from bot.cards.stopping import with_way_out
from bot.cards.words import short_date
from bot.core import Core
from bot.events import Event, Pressed
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, Replace, Reply
from bot.model import NoticeKind
from bot.values import Value
from directory.errors import SettingError
from directory.model import DEFAULT_TIME_ZONE
from directory.vault import Vault

ROUTE = f"{PATH}{{token}}"
STATIC = f"{PATH}static"
PURPOSE = b"find-expert: pages behind links in emails, version 1"
UK = ZoneInfo(DEFAULT_TIME_ZONE)

SHOWS: dict[NoticeKind, str] = {
    NoticeKind.REQUEST_CARD: "request.show",
    NoticeKind.REQUEST_NEWS: "request.show",
    NoticeKind.REQUEST_REMINDER: "request.show",
    NoticeKind.OFFER_CARD: "offer.show",
    NoticeKind.OFFER_NEWS: "offer.show",
    NoticeKind.OFFER_REMINDER: "offer.show",
    NoticeKind.CONSULTATION_NEWS: "consultation.show",
    NoticeKind.CONSULTATION_DAY_BEFORE: "consultation.show",
    NoticeKind.CONSULTATION_SOON: "consultation.show",
    NoticeKind.MESSAGE: "message.show",
    NoticeKind.INVITATION: "calendar.add",
    NoticeKind.CONSULTATION_QUESTIONS: "feedback.open",
    NoticeKind.CONSULTATION_DIFFERENCE: "feedback.difference",
    NoticeKind.CONSULTATION_NOTE: "note.show",
    NoticeKind.POLICY_NEWS: "policy.news",
    NoticeKind.POLICY_HAND_OVER: "policy.offered",
    NoticeKind.POLICY_OWNER: "policy.ownerless",
    NoticeKind.CHECK_IN_NUDGE: "check_in.show",
    NoticeKind.READING_NEWS: "reading.show",
    NoticeKind.PORTFOLIO_DIGEST: "portfolio.show",
}
"""Which look shows what somebody was told of."""
BACK = {
    "request.show": "Back to your request",
    "offer.show": "Back to the request",
    "consultation.show": "Back to the consultation",
    "message.show": "Back to the message",
    "calendar.add": "Back to your invitation",
    "feedback.open": "Back to the questions",
    "feedback.difference": "Back to the question",
    "note.show": "Back to the note",
    "policy.news": "Back to the policy",
    "policy.offered": "Back to the offer",
    "policy.ownerless": "Back to the policy",
    "check_in.show": "Back to the check-in",
    "reading.show": "Back to the reading",
    "portfolio.show": "Back to the portfolio",
}


def linked_routes(core: Core, links: Links, pages: Vault) -> list[web.RouteDef]:
    """The routes, for everybody: a link says who it is. ``pages`` seals with PURPOSE what each page showed."""
    linked, answered = _LinkedPages(core, links, pages), Answered(HEADERS, _frame())
    return [
        web.get(f"{STATIC}/{{name}}", answered(static)),
        web.get(ROUTE, answered(linked.look)),
        web.post(ROUTE, answered(linked.act)),
        web.get(f"{PATH}{{elsewhere:.*}}", answered(nowhere)),
    ]


class Shown(Value):
    """What one page showed: all that can be done on it."""

    page: str
    """Of which link it is."""
    presses: frozenset[str] = frozenset()
    has_search: bool = False
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class _Visit:
    """Somebody at the page of a link. ``path`` is where it is."""

    link: Link
    path: str

    @property
    def page(self) -> str:
        return hashlib.sha256(self.path.encode()).hexdigest()

    @property
    def frame(self) -> Frame:
        until = short_date(self.link.ends_at.astimezone(UK).date())
        return _frame(self.path, BACK[SHOWS[self.link.kind]], f" The link in it works until {until}.")


class _LinkedPages:
    """The handlers, and what they share."""

    def __init__(self, core: Core, links: Links, pages: Vault) -> None:
        self._core = core
        self._links = links
        self._pages = pages

    async def look(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        link = visit.link
        key = f"look:{secrets.token_urlsafe(18)}"
        answer = await self._ask(Pressed(key=key, sender=link.sender, action=SHOWS[link.kind], value=link.subject))
        if isinstance(answer, Reply | Replace):
            answer = answer.model_copy(update={"card": with_way_out(answer.card, link.kind)})
        return self._page(visit, answer, is_answer=False)

    async def act(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise _not_from_here()
        try:
            fields = await door.read_form(request)
            event = _event(visit, self._shown(visit, fields), fields)
        except RefusedError as refused:
            return html(problem_page(refused.title, str(refused), visit.frame), refused.status)
        answer = event if isinstance(event, FormErrors) else await self._ask(event)
        return self._page(visit, answer, is_answer=True)

    def _visit(self, request: web.Request) -> _Visit:
        try:
            return _Visit(self._links.read(request.match_info["token"]), request.path)
        except UnknownLinkError as error:
            raise RefusedError(404, "This link does not work", str(error)) from None
        except ExpiredLinkError as error:
            raise RefusedError(410, "This link has expired", str(error)) from None

    async def _ask(self, event: Event) -> Answer:
        """Nobody has to be introduced: the link says who they are."""
        return await asyncio.to_thread(self._core.handle, event)

    def _page(self, visit: _Visit, answer: Answer, *, is_answer: bool) -> web.Response:
        match answer:
            case Reply() | Replace():
                shown = _shown_on(answer.card, visit)
                hidden = self._hidden(shown)
                page = render.card_page(answer.card, visit.path, hidden, visit.frame, is_answer=is_answer)
            case OpenForm():
                page = self._form(visit, answer.form, {})
            case FormErrors():
                page = self._form(visit, answer.form, answer.errors)
            case _:
                assert_never(answer)
        return html(page)

    def _form(self, visit: _Visit, form: Form, errors: dict[str, str]) -> str:
        # what was typed is in its fields, and may be longer than a form may hold
        hidden = self._hidden(Shown(page=visit.page, form=form.filled({})))
        return render.form_page(form, errors, visit.path, visit.path, hidden, visit.frame)

    def _hidden(self, shown: Shown) -> render.Hidden:
        return render.Hidden(self._pages.seal(shown.model_dump_json()).decode())

    def _shown(self, visit: _Visit, fields: events.Fields) -> Shown:
        """What the page showed from which something was sent. Raises RefusedError when it was none of this link."""
        try:
            shown = Shown.model_validate_json(self._pages.open(events.wanted(fields, "token").encode()))
        except (SettingError, ValidationError):
            raise _not_from_here() from None
        if shown.page != visit.page:
            raise _not_from_here()
        return shown


def _shown_on(card: Card, visit: _Visit) -> Shown:
    presses = frozenset(render.sent_by(button) for button in card.buttons)
    has_search = any(isinstance(block, SearchBox) for block in card.blocks)
    return Shown(page=visit.page, presses=presses, has_search=has_search)


def _event(visit: _Visit, shown: Shown, fields: events.Fields) -> Event | FormErrors:
    """What was done on the page. Raises RefusedError for what it did not show.

    The same page sent twice is the same event: a double click, or a page that is loaded again.
    """
    sender = visit.link.sender
    key = events.event_key("", sender.user, visit.path, fields)
    if shown.form:
        return events.submitted(sender, key, shown.form, fields)
    if "press" in fields:
        if fields["press"] not in shown.presses:
            raise _not_from_here()
        return events.pressed(sender, key, fields)
    if not shown.has_search:
        raise events.unreadable()
    try:
        return events.said(sender, key, fields)
    except TooLongError as error:
        raise RefusedError(400, "That is too much text", f"{error}. Go back and shorten it.") from None


def _frame(home: str = "", back: str = "", until: str = "") -> Frame:
    words = f"This page is for the person to whom we sent the email that leads to it.{until}"
    return Frame(words, STATIC, home, back)


def _not_from_here() -> RefusedError:
    return RefusedError(
        403, "This page is out of date", "Nothing was changed. Open the link in the email again, and answer there."
    )
