"""Many people at one database: who they are on which platform, and their presses, all at once."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Engine, make_url
from sqlmodel import Session

from bot.admission import AllowList
from bot.blocks import plain_block
from bot.cards.help import broken
from bot.conversation import Conversation
from bot.events import Event, Platform, Pressed, Sender, Submitted
from bot.messages import FormErrors, OpenForm, Replace, Reply, SubmittedAnswer, plain
from bot.model import NoticeKind, Offer, Request
from bot.notices import tell
from directory.database import connected
from directory.live import LiveIndex
from directory.model import Account, Expert
from tests.people import INDEX, NOW
from tests.requests import add_offer

PROCESSES = 4
THREADS = 8
WORKSPACES: dict[Platform, str] = {"web": "demo", "slack": "T01ACME", "teams": "tenant-1"}
BROKEN = broken("").title
"""How the card begins that owns up to a mistake of ours."""

Result = TypeVar("Result")


def add_accounts(session: Session, person_id: int, *platforms: Platform, is_guest: bool = False) -> None:
    """Accounts of somebody who has used the bot there just now; on the page where nothing else is said."""
    for platform in platforms or ("web",):
        session.add(
            Account(
                person_id=person_id,
                platform=platform,
                workspace=WORKSPACES[platform],
                user_id=f"u{person_id}",
                is_guest=is_guest,
                introduced_at=NOW,
                used_at=NOW,
            )
        )


def ask(session: Session, request: Request, *experts: Expert) -> list[Offer]:
    """The request in front of these experts, side by side, with the cards by which everybody is told of it."""
    offers = [add_offer(session, request, expert) for expert in experts]
    for offer in offers:
        tell(session, NoticeKind.OFFER_CARD, offer.id, offer.person_id, NOW)
    tell(session, NoticeKind.REQUEST_CARD, request.id, request.requester_id, NOW)
    return offers


def sender(person_id: int, platform: Platform = "web") -> Sender:
    return Sender(platform=platform, workspace=WORKSPACES[platform], user=f"u{person_id}")


def press(person_id: int, action: str, value: str = "", *, platform: Platform = "web", key: str = "") -> Pressed:
    """A press that was not made before, unless by its ``key``."""
    return Pressed(key=key or uuid4().hex, sender=sender(person_id, platform), action=action, value=value)


def submit(person_id: int, form: str, context: str, **values: str) -> Submitted:
    return Submitted(key=uuid4().hex, sender=sender(person_id), form=form, context=context, values=values)


def conversation(engine: Engine, clock: Callable[[], datetime] = lambda: NOW) -> Conversation:
    """One that knows the directory as it is, and lets in whoever has an account made here."""
    live = LiveIndex(engine, INDEX)
    live.build()
    allowed = AllowList(slack={WORKSPACES["slack"]}, teams={WORKSPACES["teams"]})
    return Conversation(engine, live, clock, lambda: uuid4().hex, allowed)


def words(answer: SubmittedAnswer) -> str:
    """Everything that it says."""
    match answer:
        case Reply() | Replace():
            return plain(answer.card)
        case FormErrors():
            return "\n".join([answer.form.title, *answer.errors.values()])
        case OpenForm():
            return "\n".join(
                [answer.form.title, *(line for block in answer.form.blocks for line in plain_block(block))]
            )


# ---------------------------------------------------------------------------------------------- all at once


def together(*acts: Callable[[], Result]) -> list[Result]:
    """What each gives, all begun at one moment, each in a thread of its own."""
    begin = threading.Barrier(len(acts))

    def act_at_once(act: Callable[[], Result]) -> Result:
        begin.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act_at_once, acts))


def crowd(url: str, events: Sequence[Event]) -> list[SubmittedAnswer]:
    """The answer to each event: on PostgreSQL from several processes, on SQLite from one, each with several threads."""
    if make_url(url).get_backend_name() == "sqlite":
        return _in_threads(url, events)
    shares = [events[number::PROCESSES] for number in range(PROCESSES)]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(PROCESSES, context, _join_in, (context.Barrier(PROCESSES),)) as pool:
        answered = [iter(answers) for answers in pool.map(partial(_share, url), shares)]
    return [next(answered[number % PROCESSES]) for number in range(len(events))]


_begin: list[threading.Barrier] = []


def _join_in(begin: threading.Barrier) -> None:
    _begin.append(begin)


def _share(url: str, events: Sequence[Event]) -> list[SubmittedAnswer]:
    return _in_threads(url, events, _begin[0].wait)


def _in_threads(url: str, events: Sequence[Event], begin: Callable[[], object] = lambda: None) -> list[SubmittedAnswer]:
    with connected(url) as engine, ThreadPoolExecutor(THREADS) as pool:
        handle = conversation(engine).handle
        begin()
        return list(pool.map(handle, events))
