"""Several replicas at one database: nothing is sent twice, and nothing that is said meanwhile is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.messages import Card
from bot.model import Notice, NoticeKind, NoticeState
from bot.notices import Delivered, tell
from bot.sending.outbox import Outbox
from directory.database import connected, reading, unit_of_work
from tests.people import NOW
from tests.post_office import PostOffice, card
from tests.sizes import examples

REPLICAS = 4
PEOPLE = 20
NOTICES = examples(80)
NEWS = examples(30)
A_WHILE = timedelta(milliseconds=50)


def how_often_there_was_news(_session: Session, notice: Notice, _now: datetime) -> Card:
    return card(f"news {notice.news}")


def together(work: Callable[[Outbox], None], post: PostOffice, url: str, until: Callable[[], bool]) -> None:
    """Replicas with connections of their own, each at work until ``until``."""

    def replica() -> None:
        with connected(url) as engine:
            outbox = replace(PostOffice(engine, post.clock).outbox, draw=how_often_there_was_news)
            while not until():
                work(outbox)

    with ThreadPoolExecutor(REPLICAS) as pool:
        for done in [pool.submit(replica) for _ in range(REPLICAS)]:
            done.result()


def test_no_notice_is_claimed_by_two_replicas(database: Engine, database_url: str) -> None:
    post = PostOffice(database)
    people = [post.person(f"Sample Person{n}", "web") for n in range(PEOPLE)]
    with unit_of_work(database) as session:
        for number in range(NOTICES):
            tell(session, NoticeKind.MESSAGE, f"message{number}", people[number % PEOPLE], NOW)
    claimed: list[str] = []
    in_hand: set[int] = set()
    crowded: list[int] = []
    lock = threading.Lock()

    def work(outbox: Outbox) -> None:
        letters = outbox.claim(5)
        with lock:
            crowded.extend(letter.person_id for letter in letters if letter.person_id in in_hand)
            in_hand.update(letter.person_id for letter in letters)
            claimed.extend(letter.subject for letter in letters)
        with lock:
            in_hand.difference_update(letter.person_id for letter in letters)
        if letters:
            outbox.settle(*((letter, Delivered()) for letter in letters))
        post.clock.now = max(post.clock.now, NOW) + A_WHILE

    together(work, post, database_url, lambda: len(claimed) >= NOTICES)
    assert Counter(claimed) == {f"message{number}": 1 for number in range(NOTICES)}
    assert crowded == []
    assert {notice.state for notice in post.notices().values()} == {NoticeState.SETTLED}


def test_what_is_said_while_a_card_is_claimed_and_settled_elsewhere_is_never_lost(
    database: Engine, database_url: str
) -> None:
    """The last thing said is the last thing shown, however the transactions fall."""
    post = PostOffice(database)
    ada = post.person("Ada Quillan", "web")
    post.tell(ada, "offer1")
    shown: list[int] = []
    is_all_said = threading.Event()

    def say() -> None:
        for _ in range(NEWS):
            with unit_of_work(database) as session:
                tell(session, NoticeKind.OFFER_CARD, "offer1", ada, post.clock.now)
        is_all_said.set()

    def work(outbox: Outbox) -> None:
        post.clock.now += A_WHILE
        for letter in outbox.claim(5):
            shown.append(letter.news)
            outbox.settle((letter, Delivered("message1")))

    def is_over() -> bool:
        if not is_all_said.is_set():
            return False
        with reading(database) as session:
            return session.exec(select(Notice.state)).one() is NoticeState.SETTLED

    saying = threading.Thread(target=say)
    saying.start()
    together(work, post, database_url, is_over)
    saying.join()
    assert shown[-1] == NEWS + 1


def test_what_is_said_at_the_very_moment_at_which_a_card_is_settled_is_not_lost(database: Engine) -> None:
    post = PostOffice(database)
    ada = post.person("Ada Quillan", "web")
    post.tell(ada, "offer1", says="Open")
    letter = post.claim_one()
    settling = threading.Thread(target=post.outbox.settle, args=[(letter, Delivered("message1"))])
    with unit_of_work(database) as session:
        tell(session, NoticeKind.OFFER_CARD, "offer1", ada, NOW)
        post.says["offer1"] = "Closed"
        settling.start()
        settling.join(0.5)  # whoever waits for nobody has settled it by now
    settling.join()
    assert [each.card.title for each in post.deliver()] == ["Closed"]


def test_cards_that_are_settled_together_do_not_lock_out_whoever_has_news_for_them_all(database: Engine) -> None:
    """They are told in another order than they are settled in: each would hold what the other waits for."""
    post = PostOffice(database)
    ada, riley = post.person("Ada Quillan", "web"), post.person("Riley Requester", "web")
    post.tell(ada, "offer1", says="Open")
    post.tell(riley, "request1", NoticeKind.REQUEST_CARD, says="Open")
    letters = post.outbox.claim(10)
    settling = threading.Thread(target=post.outbox.settle, args=[(letter, Delivered("message")) for letter in letters])
    with unit_of_work(database) as session:
        tell(session, NoticeKind.REQUEST_CARD, "request1", riley, NOW)
        settling.start()
        settling.join(0.5)  # by now it has what it can have
        tell(session, NoticeKind.OFFER_CARD, "offer1", ada, NOW)
        post.says |= {"offer1": "Closed", "request1": "Closed"}
    settling.join()
    assert [each.card.title for each in post.deliver()] == ["Closed", "Closed"]
