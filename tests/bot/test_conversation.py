"""The conversation, on real databases: what people say and press, and what they are shown."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func
from sqlmodel import select

from bot.blocks import Buttons, People
from bot.events import Said
from bot.fields import ChoiceField
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply, plain
from bot.model import Delivery, Search, UnmetNeed
from directory.database import open_database, reading, unit_of_work
from directory.model import Account, Level, Status
from tests.people import NOW, RILEY, RILEY_SAYS, Policymaker, add_expert, set_status

ADA = "Ada Quillan"
BRAM = "Bram Otterbourne"


@pytest.fixture
def riley(database: Engine) -> Policymaker:
    """A policymaker before a directory of seven."""
    with unit_of_work(database) as session:
        add_expert(
            session,
            ADA,
            ["user research"],
            skills=[("depth interviews", Level.EXPERT)],
            topics=["pensions"],
            role="Senior user researcher",
            organisation="HM Revenue and Customs",
            location="Leeds",
            region="Yorkshire and The Humber",
            terms="free, 30 minutes",
            confirmed_on=date(2026, 5, 1),
        )
        for number, region in enumerate(("London", "Wales", "Scotland", "North East", "South West")):
            name = f"{('Cato', 'Dilys', 'Euan', 'Fern', 'Gus')[number]} Marlowby"
            add_expert(session, name, ["user research"], role="User researcher", region=region)
        add_expert(session, BRAM, ["history"], topics=["pensions"], role="Historian", pool="Duty historians")
    return Policymaker(database)


def card_of(answer: object) -> Card:
    assert isinstance(answer, Reply | Replace)
    return answer.card


def names(card: Card) -> list[str]:
    return [line.name for block in card.blocks if isinstance(block, People) for line in block.people]


def button(card: Card, label: str) -> tuple[str, str]:
    every = [b for block in card.blocks if isinstance(block, Buttons) for b in block.buttons]
    every += [b for block in card.blocks if isinstance(block, People) for p in block.people for b in p.buttons]
    labels = [b.label for b in every]
    assert label in labels
    found = every[labels.index(label)]
    return found.action, found.value


def test_the_right_person_comes_first_with_a_reason(riley: Policymaker) -> None:
    card = card_of(riley.says("user research on pensions in Leeds"))
    assert names(card)[0] == ADA
    [line, *_] = [line for block in card.blocks if isinstance(block, People) for line in block.people]
    assert line.why == "Why: works on pensions, is based in Leeds and is listed under user research"
    assert line.about == "Senior user researcher, HM Revenue and Customs"
    assert "Next free Wednesday 13 May 2026, 10:00 UK time" in line.notes
    assert "Free times come from working hours" in plain(card)
    assert "Free, 30 minutes" in line.notes
    assert "Confirmed 1 May 2026" in line.notes


def test_five_people_are_shown_and_show_more_shows_the_rest_in_the_same_place(riley: Policymaker) -> None:
    first = card_of(riley.says("user researcher"))
    assert len(names(first)) == 5
    more = riley.presses(*button(first, "Show more"))
    assert isinstance(more, Replace)
    assert len(names(more.card)) == 1
    assert not set(names(first)) & set(names(more.card))
    back = riley.presses(*button(more.card, "Back to the start"))
    assert names(card_of(back)) == names(first)


def test_details_show_the_whole_profile(riley: Policymaker) -> None:
    answer = riley.presses(*button(card_of(riley.says(ADA)), "Details"))
    assert isinstance(answer, OpenForm)
    shown = answer.form.model_dump_json()
    for part in (
        ADA,
        "depth interviews (expert)",
        "pensions",
        "Leeds",
        "1 May 2026",
        "Monday to Friday 09:00 to 17:00 (UK time)",
    ):
        assert part in shown


def test_refine_limits_the_results_and_remembers_what_it_was_limited_to(riley: Policymaker) -> None:
    action, search_id = button(card_of(riley.says("user research")), "Refine")
    opened = riley.presses(action, search_id)
    assert isinstance(opened, OpenForm)
    refined = riley.submits("search.refine", search_id, place="leeds", profession="user research", minutes="45")
    assert isinstance(refined, Replace)
    assert names(refined.card) == [ADA]
    assert "Leeds" in plain(refined.card)
    assert "45 minutes" in plain(refined.card)
    again = riley.presses(*button(refined.card, "Refine"))
    assert isinstance(again, OpenForm)
    assert [field.value for field in again.form.fields] == ["user research", "Leeds", "", "45", "any"]


def test_a_place_we_do_not_know_keeps_the_form_open_with_what_was_typed(riley: Policymaker) -> None:
    _, search_id = button(card_of(riley.says("user research")), "Refine")
    answer = riley.submits("search.refine", search_id, place="Xanadu", organisation="DWP", when="next_week")
    assert isinstance(answer, FormErrors)
    assert set(answer.errors) == {"place"}
    assert "Xanadu" in answer.errors["place"]
    assert {field.name: field.value for field in answer.form.fields}["place"] == "Xanadu"
    assert {field.name: field.value for field in answer.form.fields}["organisation"] == "DWP"
    assert {field.name: field.value for field in answer.form.fields}["when"] == "next_week"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("place", "leds", "Did you mean Leeds?"),
        ("organisation", "Ministry of Finance", "Did you mean Ministry of"),
        ("organisation", "Qqqqzzzz", "Enter its name or abbreviation."),
    ],
)
def test_a_name_that_is_only_like_a_known_one_is_asked_about(
    riley: Policymaker, field: str, typed: str, said: str
) -> None:
    _, search_id = button(card_of(riley.says("user research")), "Refine")
    answer = riley.submits("search.refine", search_id, **{field: typed})
    assert isinstance(answer, FormErrors)
    assert said in answer.errors[field]


def test_an_organisation_that_only_the_directory_names_can_be_refined_to(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Zadie Thornapple", ["user research"], organisation="Widget Ombudsman Office")
    _, search_id = button(card_of(riley.says("user research")), "Refine")
    card = card_of(riley.submits("search.refine", search_id, organisation="widget ombudsman office"))
    assert names(card) == ["Zadie Thornapple"]


def test_refining_a_widened_search_leaves_it_wide(riley: Policymaker) -> None:
    nobody = card_of(riley.says("historian in Belfast today"))
    wide = card_of(riley.presses(*button(nobody, "Widen the search")))
    assert BRAM in names(wide)
    refined = riley.submits("search.refine", button(wide, "Refine")[1], minutes="30")
    assert BRAM in names(card_of(refined))


def test_many_who_cannot_be_asked_do_not_hide_the_one_who_can(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        for number in range(130):
            add_expert(session, f"Paused Person{number}", ["economics"], status=Status.PAUSED, role="Chief economist")
        add_expert(session, "Zadie Thornapple", ["economics"])
    assert names(card_of(riley.says("economics"))) == ["Zadie Thornapple"]


def test_a_need_is_noted_once_with_what_it_was_refined_to(riley: Policymaker, database: Engine) -> None:
    _, search_id = button(card_of(riley.says("historian")), "Refine")
    nobody = card_of(riley.submits("search.refine", search_id, place="Belfast"))
    assert "We have noted this need" in plain(nobody)
    riley.presses(*button(nobody, "Widen the search"))
    with reading(database) as session:
        [need] = session.exec(select(UnmetNeed)).all()
    assert need.understood == ["history", "Belfast"]


def test_whoever_is_away_from_today_where_they_are_is_not_offered(database: Engine) -> None:
    after_midnight = datetime(2026, 5, 12, 23, 30, tzinfo=UTC)
    with unit_of_work(database) as session:
        add_expert(session, "Zadie Thornapple", ["economics"], absences=[(date(2026, 5, 13), date(2026, 5, 13))])
        add_expert(session, "Osric Fernlea", ["economics"], absences=[(date(2026, 5, 12), date(2026, 5, 12))])
    night_owl = Policymaker(database, lambda: after_midnight)
    assert names(card_of(night_owl.says("economics"))) == ["Osric Fernlea"]


def test_the_profession_chosen_before_stays_among_the_choices(riley: Policymaker) -> None:
    _, search_id = button(card_of(riley.says("user research")), "Refine")
    opened = riley.presses("search.refine", search_id)
    assert isinstance(opened, OpenForm)
    [field] = [f for f in opened.form.fields if isinstance(f, ChoiceField) and f.name == "profession"]
    assert [option.value for option in field.options] == ["any", "history", "user research"]


@pytest.mark.parametrize("status", [Status.PAUSED, Status.HIDDEN, Status.LEFT])
def test_people_who_cannot_be_asked_are_not_offered(riley: Policymaker, database: Engine, status: Status) -> None:
    with unit_of_work(database) as session:
        zadie = add_expert(session, "Zadie Thornapple", ["economics"], status=Status.ACTIVE)
    assert names(card_of(riley.says("economics"))) == ["Zadie Thornapple"]
    with unit_of_work(database) as session:
        set_status(session, zadie, status)
    assert "Zadie Thornapple" not in names(card_of(riley.says("economics")))


def test_full_people_are_not_offered(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Zadie Thornapple", ["economics"], weekly_cap=0)
    assert "Zadie Thornapple" not in plain(card_of(riley.says("economics")))


def test_the_cover_of_somebody_away_is_offered_in_their_place(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        cover = add_expert(session, "Osric Fernlea", ["statistics"])
        add_expert(
            session, "Zadie Thornapple", ["economics"], absences=[(date(2026, 5, 1), date(2026, 5, 30))], cover=cover
        )
    card = card_of(riley.says("economics"))
    assert names(card) == ["Osric Fernlea"]
    assert "Covers for Zadie Thornapple, who is listed under economics but cannot be asked at the moment" in plain(card)


def test_the_pool_of_somebody_away_is_shown(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Ivo Halloway", ["history"], pool="Duty historians", status=Status.PAUSED)
    card = card_of(riley.says("Ivo Halloway"))
    assert "Duty historians" in names(card)


def test_a_hidden_person_is_not_even_named(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        cover = add_expert(session, "Osric Fernlea", ["statistics"])
        add_expert(session, "Ivo Halloway", ["economics"], pool="Duty historians", status=Status.HIDDEN, cover=cover)
    assert "Ivo Halloway" not in plain(card_of(riley.says("economics"))).replace("“", "")


def test_nothing_found_is_no_dead_end_and_is_noted_without_a_name(riley: Policymaker, database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Ivo Halloway", ["economics"], status=Status.PAUSED)
    card = card_of(riley.says("economist next week"))
    shown = plain(card)
    assert "Nobody found" in card.title
    assert "economics" in shown
    assert "next week" in shown
    assert button(card, "Widen the search")
    assert button(card, "Change the search")
    assert names(card) == ["Duty historians"]
    with reading(database) as session:
        [need] = session.exec(select(UnmetNeed)).all()
    assert need.understood == ["economics", "next week"]
    assert "riley" not in need.model_dump_json()


def test_nonsense_leads_somewhere(riley: Policymaker) -> None:
    card = card_of(riley.says("zzzzqqq xxyyzz"))
    assert "Nobody found" in card.title
    assert button(card, "How to search") == ("help.show", "")


def test_widening_leaves_place_and_time_aside(riley: Policymaker, database: Engine) -> None:
    _, search_id = button(card_of(riley.says("historian")), "Refine")
    card = card_of(riley.submits("search.refine", search_id, place="Belfast"))
    assert names(card) == ["Duty historians"]
    wide = riley.presses(*button(card, "Widen the search"))
    assert isinstance(wide, Replace)
    assert BRAM in names(wide.card)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_no_words_are_welcomed_with_examples_that_work(riley: Policymaker, text: str) -> None:
    card = card_of(riley.says(text))
    example = riley.presses(*button(card, "User research in Leeds"))
    assert isinstance(example, Reply)
    assert ADA in names(example.card)


@pytest.mark.parametrize("text", ["help", "Help!", "hello", "?"])
def test_help_says_how_to_search(riley: Policymaker, text: str) -> None:
    assert card_of(riley.says(text)).title == "How to find an expert"


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("search.more", "gone.0"),
        ("search.more", "gone"),
        ("search.more", "gone.-1"),
        ("search.more", "gone.99999999999999999999"),
        ("search.refine", "gone"),
        ("search.widen", ""),
        ("search.example", "99"),
        ("search.example", "²"),
        ("expert.details", "0"),
        ("expert.details", "9" * 40),
        ("expert.details", "1; drop table expert"),
        ("never.heard", "of"),
    ],
)
def test_a_stale_or_forged_button_is_answered_in_words(riley: Policymaker, action: str, value: str) -> None:
    card = card_of(riley.presses(action, value))
    assert card.title == "That did not work"
    assert "Search again" in plain(card)


def test_a_forged_form_is_answered_in_words(riley: Policymaker) -> None:
    _, search_id = button(card_of(riley.says("user research")), "Refine")
    assert card_of(riley.submits("search.refine", "gone")).title == "That did not work"
    assert card_of(riley.submits("never.heard", "of")).title == "That did not work"
    assert card_of(riley.submits("search.refine", search_id, minutes="7")).title == "That did not work"
    assert card_of(riley.submits("search.refine", search_id, when="whenever")).title == "That did not work"


def test_the_same_event_again_gets_the_same_answer_and_changes_nothing(riley: Policymaker, database: Engine) -> None:
    first = riley.says("user research", key="slack-says-so")
    again = riley.says("user research", key="slack-says-so")
    assert again == first
    with reading(database) as session:
        assert session.exec(select(func.count()).select_from(Search)).one() == 1


def test_the_same_event_at_the_same_moment_is_answered_once(riley: Policymaker, database: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: riley.says("user research", key="eight times"), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert isinstance(answers[0], Reply)
    with reading(database) as session:
        assert session.exec(select(func.count()).select_from(Search)).one() == 1
        assert session.exec(select(func.count()).select_from(Delivery)).one() == 1


def test_a_change_of_the_directory_is_seen_by_the_next_search(riley: Policymaker, database: Engine) -> None:
    assert "Nobody found" in card_of(riley.says("veterinary surgeon")).title
    with unit_of_work(database) as session:
        add_expert(session, "Hetty Brackenbury", ["veterinary"])
    assert names(card_of(riley.says("veterinary surgeon"))) == ["Hetty Brackenbury"]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "user research " * 700,
        "🙂🙃 user research",
        "‮user research‬",
        "<!channel> <@U123> [x](javascript:alert(1)) *user* `research`",
        "\x00\x1b[31m user research",
        "'; drop table expert; --",
        "%s %d {0} {{ }} \\",
    ],
)
def test_hostile_words_are_answered_like_any_others(riley: Policymaker, text: str) -> None:
    card = card_of(riley.says(text))
    assert "problem with the service" not in card.title
    assert len(plain(card)) < 9_000


def test_a_profile_of_hostile_text_is_shown_whole_but_cut_to_fit(riley: Policymaker, database: Engine) -> None:
    long = "<!channel> [x](javascript:alert(1)) " * 200
    with unit_of_work(database) as session:
        odd = add_expert(
            session,
            "Nell <b>Oddity</b>",
            ["taxidermy " * 30],
            role=long,
            ask_me_about=long,
            terms=long,
            organisation=long,
        )
    card = card_of(riley.says("Oddity"))
    assert "Nell <b>Oddity</b>" in names(card)
    assert isinstance(riley.presses("expert.details", str(odd.id)), OpenForm)


def test_a_search_is_answered_while_somebody_else_writes_for_long(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "busy.db")
    engine = open_database(f"sqlite:///{tmp_path / 'busy.db'}")
    with unit_of_work(engine) as session:
        add_expert(session, ADA, ["user research"])
    riley = Policymaker(engine)
    with unit_of_work(engine) as session:
        add_expert(session, BRAM, ["history"])
        card = card_of(riley.says("user research"))
    assert names(card) == [ADA]
    stale = card_of(riley.presses(*button(card, "Refine")))
    assert "Search again" in plain(stale)
    engine.dispose()


def test_a_busy_database_is_waited_for_once_since_slack_waits_for_the_answer(
    tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "busy.db")
    engine = open_database(f"sqlite:///{tmp_path / 'busy.db'}")
    riley = Policymaker(engine)
    begun: list[str] = []
    patience: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        begun.extend([statement] if statement == "BEGIN IMMEDIATE" else [])
        patience.extend([statement] if "busy_timeout" in statement else [])

    with unit_of_work(engine):  # another thread of this process, and whoever else writes to the file
        event.listen(engine, "before_cursor_execute", note)
        riley.conversation.meet(RILEY, RILEY_SAYS)
        riley.presses("told.choose")
    assert len(begun) == 2
    assert patience == ["PRAGMA busy_timeout=0"] * 2  # the turn that never came was all the waiting there is
    engine.dispose()


def test_an_error_of_a_card_never_repeats_what_somebody_wrote() -> None:
    with pytest.raises(ValueError, match="title") as caught:
        Card(title="secret words " * 100)
    assert "secret words" not in str(caught.value)


@pytest.mark.parametrize("text", ["user research", "help", "home", "nobody like this"])
def test_an_event_that_is_answered_by_a_message_of_its_own_is_answered_once(riley: Policymaker, text: str) -> None:
    event = Said(key="event:T1:Ev1", sender=RILEY, text=text)
    assert isinstance(riley.conversation.handle_once(event), Reply)
    assert riley.conversation.handle_once(event) is None


def test_many_deliveries_of_one_event_at_once_are_answered_once(riley: Policymaker) -> None:
    event = Said(key="event:T1:Ev1", sender=RILEY, text="user research")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(riley.conversation.handle_once, [event] * 16))
    assert sum(answer is not None for answer in answers) == 1


def test_what_was_answered_in_one_way_is_not_answered_again_in_the_other(riley: Policymaker) -> None:
    event = Said(key="event:T1:Ev1", sender=RILEY, text="user research")
    answer = riley.conversation.handle_once(event)
    assert riley.conversation.handle(event) == answer


def test_a_person_who_looks_at_help_all_day_writes_once_an_hour(riley: Policymaker) -> None:
    riley.says("help")
    with reading(riley.engine) as session:
        used_at = session.exec(select(Account.used_at)).one()
        assert used_at == NOW
        assert session.exec(select(func.count()).select_from(Delivery)).one() == 0


def test_nothing_is_kept_of_what_is_still_being_typed(riley: Policymaker) -> None:
    for number, text in enumerate(("user resea", "zzz nobody like this")):
        answer = riley.conversation.handle(Said(key=f"typing{number}", sender=RILEY, text=text, is_unfinished=True))
        assert isinstance(answer, Reply)
    with reading(riley.engine) as session:
        for kind in (Search, UnmetNeed, Delivery):
            assert session.exec(select(func.count()).select_from(kind)).one() == 0
