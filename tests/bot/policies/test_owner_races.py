"""Two people decide about one policy at the same moment: one of them is first, and the other sees what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.messages import Answer
from bot.model import CheckIn, Notice, NoticeKind, Offer, Request
from directory.database import reading
from directory.model import Status
from tests.bot.check_ins.test_booking import BookingTown
from tests.bot.policies.owners import OwnersTown, email, registered
from tests.bot.policies.policies import ADA, BRAM, CLEO, DOV, RILEY, TITLE
from tests.bot.sending.pileup import in_the_middle
from tests.bot.town import said

ROWS = "SELECT id FROM policy"
BOTH_WAYS = pytest.mark.parametrize("is_turned", [False, True])


def at_once(town: OwnersTown, *acts: Callable[[], Answer], is_turned: bool = False) -> list[str]:
    """What each is told, in the order of ``acts``."""
    given = in_the_middle(town.engine, ROWS, *(reversed(acts) if is_turned else acts))
    told = [said(answer) for answer in given]
    assert not [words for words in told if "went wrong" in words]
    return told[::-1] if is_turned else told


@BOTH_WAYS
def test_an_offer_is_taken_or_withdrawn_and_never_both(database: Engine, is_turned: bool) -> None:
    town = registered(database)
    town.hand_over(RILEY, BRAM)
    id_ = town.policy().id
    taken, kept = at_once(
        town,
        lambda: town.people[BRAM].presses("policy.accept", id_, key="one"),
        lambda: town.riley.presses("policy.keep", id_, key="two"),
        is_turned=is_turned,
    )
    if town.owner() == BRAM:
        assert f"You own “{TITLE}”" in taken
        assert "Only the people who look after this policy" in kept
        assert town.owned_by() == [(RILEY, False), (BRAM, True)]
    else:
        assert f"You are no longer asked to own “{TITLE}”" in taken
        assert f"Nobody is asked to own “{TITLE}”" in kept
        assert town.owned_by() == [(RILEY, True)]
    assert town.policy().handing_to_id is None


@BOTH_WAYS
def test_an_offer_is_taken_or_made_to_somebody_else(database: Engine, is_turned: bool) -> None:
    town = registered(database)
    town.hand_over(RILEY, BRAM)
    id_ = town.policy().id
    at_once(
        town,
        lambda: town.people[BRAM].presses("policy.accept", id_, key="one"),
        lambda: town.riley.submits("policy.hand_over", id_, key="two", colleague=email(CLEO), stay="no"),
        is_turned=is_turned,
    )
    is_brams = town.owner() == BRAM
    assert (town.policy().handing_to_id is None) is is_brams
    assert [is_now for _, is_now in town.owned_by()].count(True) == 1
    assert town.told(NoticeKind.POLICY_HAND_OVER) == (
        [] if is_brams else [(CLEO, f"{RILEY} asks you to own “{TITLE}”")]
    )


def test_an_offer_that_is_taken_four_times_at_once_is_taken_once(database: Engine) -> None:
    town = registered(database)
    town.hand_over(RILEY, BRAM)
    id_ = town.policy().id
    presses = [lambda key=f"key{n}": town.people[BRAM].presses("policy.accept", id_, key=key) for n in range(4)]
    told = at_once(town, *presses)
    assert len({words.splitlines()[0] for words in told}) == 1
    assert town.owned_by() == [(RILEY, False), (BRAM, True)]
    assert len([each for each in town.every(Notice) if each.kind is NoticeKind.POLICY_NEWS]) == 2


@BOTH_WAYS
def test_of_two_who_take_an_ownerless_policy_one_owns_it(database: Engine, is_turned: bool) -> None:
    town = registered(database, owner=ADA)
    town.make_head(CLEO)
    town.change(ADA, status=Status.LEFT)
    town.lose_owner()
    id_ = town.policy().id
    at_once(
        town,
        lambda: town.people[DOV].presses("policy.take", id_, key="one"),
        lambda: town.people[CLEO].presses("policy.take", id_, key="two"),
        is_turned=is_turned,
    )
    assert town.owner() in {DOV, CLEO}
    assert town.owned_by() == [(ADA, False), (town.owner(), True)]


@BOTH_WAYS
def test_of_two_who_book_a_check_in_at_once_one_asks(database: Engine, is_turned: bool) -> None:
    town = BookingTown(database)
    town.register()
    mine, theirs = town.opened(), town.opened(DOV)
    filled = [{field.name: field.value for field in form.fields} for form in (mine, theirs)]
    told = at_once(
        town,
        lambda: town.riley.submits(mine.name, mine.context, key="one", **filled[0]),
        lambda: town.people[DOV].submits(theirs.name, theirs.context, key="two", **filled[1]),
        is_turned=is_turned,
    )
    assert [f"Waiting for {ADA}" in words for words in told] == [True, True]
    assert len(town.every(Request)) == len(town.every(Offer)) == 1
    with reading(database) as session:
        booked = session.exec(select(CheckIn.request_id).where(CheckIn.id == town.check_in.id)).one()
    assert booked == town.newest(Request).id
