"""The words of cards: reasons, how a request was read, dates and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.blocks import Buttons, Facts, People
from bot.cards.profile import profile as profile_form
from bot.cards.reading import can_be_widened, reading
from bot.cards.results import results
from bot.cards.why import why
from bot.cards.words import spelt_out
from bot.finding.find_expert import Findings, Found
from bot.finding.ranking import Candidate
from bot.finding.refinement import Refinement
from bot.messages import Card, plain
from directory.model import Level
from directory.profiles import Profile, Skill
from directory.search import Concept, Correction, Hit, LeftOut, Match, MatchKind, Understood, Window
from directory.vocabulary import Kind
from tests.bot.finding.candidates import standing

TODAY = date(2026, 5, 12)
ADA = Profile(
    id=1, person_id=1, name="Ada Quillan", role="Senior statistician", organisation="HMRC", team="Debt policy"
)


def found(*matches: Match, stands_in_for: str = "", person: Profile = ADA) -> Found:
    somebody = standing(person.id, name=person.name, time_zone=person.time_zone, pool=person.pool)
    opening = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)
    return Found(Candidate(somebody, Hit(person.id, 0.5), opening, stands_in_for), person, matches)


def findings(
    *concepts: Concept, people: tuple[Found, ...] = (), refinement: Refinement | None = None, **understood: object
) -> Findings:
    read = Understood("", concepts=concepts, **understood)  # type: ignore[arg-type]
    return Findings(read, refinement or Refinement(), read.when, people, 0, len(people))


@pytest.mark.parametrize(
    ("match", "said"),
    [
        (Match(MatchKind.PROFESSION, "user research", ""), "is listed under user research"),
        (Match(MatchKind.SKILL, "oral history", "", Level.EXPERT), "has skills in oral history (expert)"),
        (Match(MatchKind.TOPIC, "pensions", ""), "works on pensions"),
        (Match(MatchKind.ROLE, "Senior statistician", "statistics"), "has a job title that fits “statistics”"),
        (
            Match(MatchKind.ASK_ME_ABOUT, "Turning “do something” into a question", ""),
            "can be asked about “Turning ‘do something’ into a question”",
        ),
        (Match(MatchKind.EXPERIENCE, "Pension letters (2019)", ""), "has worked on “Pension letters (2019)”"),
        (Match(MatchKind.PLACE, "Leeds", ""), "is based in Leeds"),
        (Match(MatchKind.ORGANISATION, "HMRC", ""), "works at HMRC"),
        (Match(MatchKind.ORGANISATION, "Debt policy", ""), "is in the team Debt policy"),
        (Match(MatchKind.NAME, "Ada Quillan", "Ada"), "matches by name"),
    ],
)
def test_a_reason_goes_on_from_the_name_as_a_sentence_does(match: Match, said: str) -> None:
    assert why(found(match)) == f"Why: {said}"


def test_reasons_of_one_kind_share_their_words() -> None:
    skills = [Match(MatchKind.SKILL, label, "") for label in ("oral history", "drafting {0}")]
    line = why(found(*skills, Match(MatchKind.PLACE, "Leeds", "")))
    assert line == "Why: has skills in oral history and drafting {0} and is based in Leeds"


def test_what_matched_of_somebody_away_is_not_said_of_their_cover() -> None:
    line = why(found(Match(MatchKind.PROFESSION, "economics", ""), stands_in_for="Zadie Thornapple"))
    assert line == "Covers for Zadie Thornapple, who is listed under economics but cannot be asked at the moment"


def test_a_cover_is_not_said_to_match_by_a_name_that_is_not_theirs() -> None:
    line = why(found(Match(MatchKind.NAME, "Zadie Thornapple", "Zadie"), stands_in_for="Zadie Thornapple"))
    assert line == "Covers for Zadie Thornapple, who cannot be asked at the moment"


HISTORY = Concept(Kind.PROFESSION, "history", "historian")
LEEDS = Concept(Kind.PLACE, "Leeds", "Leeds")
DWP = Concept(Kind.ORGANISATION, "DWP", "DWP")
TESTING = Concept(Kind.ELEMENT, "Test a solution", "testing a solution")
NEXT_WEEK = Window(date(2026, 5, 18), date(2026, 5, 24), "next week")


def test_how_a_request_was_read_is_one_sentence() -> None:
    pensions = Concept(Kind.TOPIC, "pensions", "pensions")
    read = findings(LEEDS, HISTORY, DWP, pensions, minutes=20, when=NEXT_WEEK)
    assert reading(read, "anything") == (
        "We looked for history and pensions in Leeds at DWP, for 20 minutes, next week."
    )


def test_a_stage_of_making_policy_is_named_as_one() -> None:
    line = reading(findings(TESTING), "we are testing a solution")
    assert line == "We looked for people to help at the stage “Test a solution”."


def test_a_place_alone_is_anybody_there() -> None:
    assert reading(findings(LEEDS), "leeds") == "We looked for anybody in Leeds."


def test_who_was_left_out_is_said_and_a_wider_search_takes_them_in() -> None:
    leeds, dwp = LeftOut("Leeds", Kind.PLACE, ()), LeftOut("DWP", Kind.ORGANISATION, ())
    economics, ada = LeftOut("economics", Kind.PROFESSION, ()), LeftOut("Ada Quillan", None, ())
    read = findings(HISTORY, left_out=(leeds, dwp, economics, ada))
    assert reading(read, "a historian, but not …") == (
        "We looked for history. We left out economics, Ada Quillan, people in Leeds and people at DWP."
    )
    assert can_be_widened(findings(HISTORY, left_out=(leeds,)))
    assert can_be_widened(findings(HISTORY, left_out=(dwp,)))
    assert not can_be_widened(findings(HISTORY, left_out=(economics, ada)))
    assert not can_be_widened(findings(HISTORY))


def test_what_the_form_limits_to_takes_the_place_of_what_was_typed() -> None:
    read = findings(HISTORY, LEEDS, refinement=Refinement(place="Wales"))
    assert reading(read, "historian in Leeds") == "We looked for history in Wales."


def test_a_request_that_was_read_as_typed_is_not_said_again() -> None:
    assert reading(findings(HISTORY, LEEDS), "History in  Leeds") == ""


def test_a_misreading_can_be_seen_even_when_the_rest_was_read_as_typed() -> None:
    read = findings(HISTORY, corrections=(Correction("histroy", "history"),))
    assert "We read “histroy” as “history”." in reading(read, "history")


@pytest.mark.parametrize("limited", [findings(LEEDS), findings(DWP), findings(HISTORY, when=NEXT_WEEK)])
def test_a_search_with_a_place_organisation_or_time_can_be_widened(limited: Findings) -> None:
    assert can_be_widened(limited)
    card = results(limited, "id", "x")
    assert "Widen the search" in labels(card)
    assert "A wider search may help" in plain(card)


def test_a_wider_search_is_not_offered_where_it_would_find_the_same() -> None:
    card = results(findings(HISTORY), "id", "historian")
    assert labels(card) == ["Change the search", "How to search"]
    assert "wider search" not in plain(card)


def test_every_time_is_said_with_its_full_date_and_its_zone() -> None:
    abroad = Profile(id=2, person_id=2, name="Bram Otterbourne", time_zone="Europe/Brussels")
    card = results(findings(HISTORY, people=(found(), found(person=abroad))), "id", "x")
    [people] = [block for block in card.blocks if isinstance(block, People)]
    assert [person.notes for person in people.people] == [
        "Next free Wednesday 13 May 2026, 10:00 UK time",
        "Next free Wednesday 13 May 2026, 11:00 Brussels time",
    ]
    assert "Free times come from working hours" in plain(card)


def labels(card: Card) -> list[str]:
    return [button.label for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]


def test_working_hours_are_spelt_out() -> None:
    assert (
        spelt_out("Mon-Thu 09:00-17:00; Fri 09:00-12:30") == "Monday to Thursday 09:00 to 17:00\nFriday 09:00 to 12:30"
    )


def test_a_profile_says_what_somebody_knows_before_how_to_meet_them() -> None:
    person = Profile(
        id=1,
        person_id=1,
        name="Ada Quillan",
        professions=("statistics",),
        skills=(Skill("sampling", Level.EXPERT), Skill("data matching")),
        topics=("pensions", "fish, chips"),
        ask_me_about="Small samples",
        team="Debt policy",
        location="Leeds",
    )
    facts = [
        fact for block in profile_form(person, "Now", TODAY).blocks if isinstance(block, Facts) for fact in block.facts
    ]
    assert [fact.label for fact in facts] == [
        "Ask me about",
        "Profession",
        "Skills",
        "Policy topics",
        "Availability",
        "Location",
        "Team",
    ]
    said = {fact.label: fact.value for fact in facts}
    assert said["Skills"] == "sampling (expert)\ndata matching"
    assert said["Policy topics"] == "pensions; fish, chips"
