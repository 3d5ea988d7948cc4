from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search import SearchIndex, Understood, Window
from directory.vocabulary import Entry, Kind, Vocabulary
from tests.directory.search.people import MONDAY, index_of, person, shipped_index, small_vocabulary
from tests.sizes import examples

INDEX = index_of(
    person(1, "Ada Quillan", professions=("user research",), topics=("pensions",), location="Leeds"),
    person(2, "Grant Pensions", professions=("history",), location="York", ask_me_about="Wartime rationing"),
    person(3, "Bryn Tallow", topics=("Canal heritage funding",), organisation="Ministry of Canals"),
    vocabulary=small_vocabulary(),
)


def read(text: str, index: SearchIndex = INDEX) -> Understood:
    return index.understand(text, MONDAY)


def named(text: str, index: SearchIndex = INDEX) -> list[tuple[str, str]]:
    return [(concept.kind.value, concept.name) for concept in read(text, index).concepts]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("UX research", [("profession", "user research")]),
        ("user researchers on pension policy", [("profession", "user research"), ("topic", "pensions")]),
        ("a historian at HMRC", [("profession", "history"), ("organisation", "HM Revenue and Customs")]),
        ("service designer near Leeds", [("profession", "service design"), ("place", "Leeds")]),
        ("organized crime", [("topic", "organised crime")]),
    ],
)
def test_everyday_names_are_understood(text: str, concepts: list[tuple[str, str]]) -> None:
    assert named(text) == concepts


def test_the_longest_known_phrase_wins() -> None:
    assert named("user research") == [("profession", "user research")]
    assert named("IT specialist") == [("profession", "technology")]


def test_an_abbreviation_that_is_an_english_word_counts_only_in_capitals() -> None:
    assert named("OR") == [("profession", "operational research")]
    assert named("pensions or historian") == [("topic", "pensions"), ("profession", "history")]
    assert named("help with IT") == [("profession", "technology")]
    assert named("help with it") == []
    assert named("STEM") == [("topic", "science skills")]
    assert named("how to stem rationing") == []


def test_capitals_say_nothing_when_the_whole_request_is_in_capitals() -> None:
    assert named("PENSIONS OR A HISTORIAN") == [("topic", "pensions"), ("profession", "history")]


def test_capitals_still_count_where_words_of_grammar_are_in_small_letters() -> None:
    assert named("OR and IT on UC") == [("profession", "operational research"), ("profession", "technology")]


def test_the_plural_of_an_abbreviation_is_no_slip() -> None:
    assert read("NEETs and PhDs").corrections == ()


@pytest.mark.parametrize("text", ["can read a letter", "bathing waters", "crew", "buried", "devised", "worth"])
def test_a_word_is_no_town_of_the_same_stem(text: str) -> None:
    assert not [kind for kind, _ in named(text, shipped_index()) if kind == "place"]


@pytest.mark.parametrize("town", ["Reading", "Bath", "Crewe", "Bury", "Devizes", "Worthing"])
def test_a_town_is_still_one(town: str) -> None:
    assert named(town, shipped_index()) == [("place", town)]


def test_what_the_directory_itself_names_is_understood_too() -> None:
    assert named("canal heritage funding") == [("topic", "Canal heritage funding")]
    assert named("ministry of canals") == [("organisation", "Ministry of Canals")]


def test_an_element_of_policymaking_is_understood_but_not_a_stray_word_of_it() -> None:
    assert named("we are testing a solution") == [("element", "Test a solution")]
    assert named("team") == []


def test_misspelt_words_are_read_as_the_nearest_known_ones() -> None:
    understood = read("user reserch on pensoins")
    assert [concept.name for concept in understood.concepts] == ["user research", "pensions"]
    assert [(c.typed, c.read) for c in understood.corrections] == [("reserch", "research"), ("pensoins", "pensions")]


def test_known_words_short_words_and_words_with_digits_are_never_corrected() -> None:
    assert read("wartime rationing pensoin").corrections[0].typed == "pensoin"
    for text in ("wartime rationing", "xq yz", "h1story p3nsions"):
        assert read(text).corrections == ()


def test_a_word_in_another_form_of_a_known_word_is_not_corrected() -> None:
    assert read("rationed").corrections == ()


def test_filler_is_dropped_unless_nothing_else_is_left() -> None:
    assert read("can anyone recommend someone, please, on wartime rationing").words == ("wartime", "rationing")
    assert read("help").words == ("help",)
    assert not read("looking for rationing").empty


def test_a_name_is_recognised_with_and_without_capitals() -> None:
    assert read("Ada Quillan").names == ("Ada Quillan",)
    assert read("ada quillan").names == ("Ada Quillan",)
    assert read("ada quilan").names == ("Ada Quillan",)


def test_ordinary_words_in_lower_case_are_not_somebody_s_name() -> None:
    assert "Grant Pensions" not in read("grant pensions").names
    assert named("grant pensions") == [("topic", "pensions")]
    assert read("Grant Pensions").names == ("Grant Pensions",)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20 minutes on pensions", 20),
        ("a 45-minute chat about pensions", 45),
        ("half an hour with a historian", 30),
        ("an hour", 60),
        ("an hour and a half with a historian", 90),
        ("a quarter of an hour", 15),
        ("fifteen mins", 15),
        ("two hours", 120),
        ("pensions", None),
        ("999 minutes", None),
        ("1 minute", None),
    ],
)
def test_length_is_understood(text: str, minutes: int | None) -> None:
    assert read(text).minutes == minutes


WEDNESDAY = date(2026, 12, 30)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", WEDNESDAY, WEDNESDAY),
        ("tomorrow", date(2026, 12, 31), date(2026, 12, 31)),
        ("this week", WEDNESDAY, date(2027, 1, 3)),
        ("next week", date(2027, 1, 4), date(2027, 1, 10)),
        ("by Friday", WEDNESDAY, date(2027, 1, 1)),
        ("on Wednesday", WEDNESDAY, WEDNESDAY),
        ("on Tuesday", date(2027, 1, 5), date(2027, 1, 5)),
        ("next Friday", date(2027, 1, 8), date(2027, 1, 8)),
        ("by the end of the week", WEDNESDAY, date(2027, 1, 3)),
        ("in March", date(2027, 3, 1), date(2027, 3, 31)),
        ("in December", WEDNESDAY, date(2026, 12, 31)),
        ("by March", WEDNESDAY, date(2027, 2, 28)),
        ("by the end of March", WEDNESDAY, date(2027, 3, 31)),
        ("next month", date(2027, 1, 1), date(2027, 1, 31)),
        ("in the next two weeks", WEDNESDAY, date(2027, 1, 13)),
        ("within a fortnight", WEDNESDAY, date(2027, 1, 13)),
        ("on 3 March", date(2027, 3, 3), date(2027, 3, 3)),
        ("by 3rd of March 2028", WEDNESDAY, date(2028, 3, 3)),
        ("week beginning 11 January", date(2027, 1, 11), date(2027, 1, 17)),
    ],
)
def test_when_is_understood(text: str, first: date, last: date) -> None:
    understood = INDEX.understand(f"historian {text}", WEDNESDAY)
    assert understood.when == Window(first, last, text)
    assert [concept.name for concept in understood.concepts] == ["history"]
    assert understood.words == ()


@pytest.mark.parametrize("text", ["31 February", "pensions this may change", "the 2019 march of history", "0 minutes"])
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert read(text).when is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x07\x1b",
        "🙂🙃",
        "‮عربي",
        "ﷺ" * 3_000,
        "a" * 10_000,
        "user research " * 800,
        "'’'",
        "^it",
        "- / _",
    ],
)
def test_no_text_is_too_strange(text: str) -> None:
    assert len(INDEX.search(read(text), 5)) <= 3


@settings(max_examples=examples(200))
@given(st.text(max_size=300))
def test_no_text_whatever_fails(text: str) -> None:
    assert INDEX.search(read(text), 3) is not None


def test_a_very_long_request_is_read_only_so_far() -> None:
    understood = read("pensions " + "wartime " * 5_000 + "historian")
    assert [concept.name for concept in understood.concepts] == ["pensions"]
    assert len(understood.words) < 100


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        (
            "someone who has run deliberative engagement on social care in Wales",
            {"deliberative democracy", "social care", "Wales"},
        ),
        ("UR for UC letters", {"user research", "Universal Credit"}),
        ("historian on pensions", {"history", "pensions"}),
        ("content designer near Leeds next week", {"content design", "Leeds"}),
        ("economist at HMT", {"economics", "HM Treasury"}),
        ("we are testing a solution", {"Test a solution"}),
        ("behavioural science for homelessness", {"behavioural science", "homelessness"}),
    ],
)
def test_policymakers_requests_are_understood_with_the_shipped_words(text: str, concepts: set[str]) -> None:
    assert {name for _, name in named(text, shipped_index())} == concepts


def test_words_nobody_listed_are_taken_for_what_they_look_like() -> None:
    index = SearchIndex(
        Vocabulary(
            [
                Entry(kind=Kind.PROFESSION, name="flight test engineer", synonyms=("aircraft tester",)),
                Entry(kind=Kind.PROFESSION, name="canal keeper"),
                Entry(kind=Kind.TOPIC, name="pensions"),
            ]
        )
    )
    understood = read("flight test design engineer", index)
    assert understood.concepts == ()
    assert [(guess.name, guess.typed) for guess in understood.guesses] == [
        ("flight test engineer", "flight test design engineer")
    ]


def test_a_concept_carries_its_kind() -> None:
    assert read("near York").concepts[0].kind is Kind.PLACE


@pytest.mark.parametrize("text", ["user researcher somewhere in Leeds", "a really good user researcher, Leeds"])
def test_ordinary_words_do_not_hide_who_is_asked_for(text: str) -> None:
    assert {term.key for term in read(text, shipped_index()).heart} >= {"profession=c:user research"}
    assert not read(text, shipped_index()).guesses


def test_a_request_of_ordinary_words_only_is_still_looked_for() -> None:
    assert read("work", shipped_index()).terms
    assert {term.weight for term in read("some good people", shipped_index()).terms} == {
        shipped_index().understand("zebra", MONDAY).terms[0].weight
    }


def test_what_an_apostrophe_ties_to_a_word_of_grammar_is_no_word() -> None:
    understood = read("someone from HR who'll hold my hand, we've never done it and I'd ask", shipped_index())
    assert {term.key: term.weight for term in understood.heart}["profession=c:human resourc"] == 1
    assert not {"wholl", "weve", "id", "ll", "ve"} & {term.key for term in understood.terms}


def test_a_word_that_only_belongs_to_a_profession_is_less_of_a_sign_than_its_name() -> None:
    def whom(text: str) -> dict[str, float]:
        return {term.key: term.weight for term in read(text, shipped_index()).heart}

    heart = whom("Announcement on redundancy in three weeks. I need someone from HR")
    assert 0 < heart["profession=c:communic"] < heart["profession=c:human resourc"] == 1
    heart = whom("Press officer on redundancy in three weeks. I need someone from HR")
    assert heart["profession=c:communic"] == heart["profession=c:human resourc"] == 1


def test_a_common_word_that_is_left_over_says_less_than_a_rare_one() -> None:
    weight = {term.key: term.weight for term in read("zebra company", shipped_index()).terms}
    assert weight["zebra"] > 2 * weight["compani"]


def test_a_common_word_that_names_something_is_less_sure_to_mean_it() -> None:
    def share(text: str) -> float:
        named = read(text, shipped_index()).concepts[0]
        return max(term.weight for term in read(text, shipped_index()).terms if term.typed == named.typed)

    assert share("jabs") > 1.2 * share("council")  # one of vaccination and one of local government
    assert share("lawyer") == share("law")  # what somebody is called is sure, however common


def test_the_more_is_left_over_the_less_each_word_says() -> None:
    def weight(text: str) -> float:
        return max(term.weight for term in read(text).terms if term.key == "zebra")

    assert weight("zebra") > weight("zebra pangolin okapi ocelot tapir") > 0
    assert weight("zebra") > weight("zebra on pensions") > 0


def test_a_slip_that_leaves_another_known_word_as_its_stem_is_mended() -> None:
    assert ("topic", "digital identity") in named("digitall ID", shipped_index())


def test_no_name_of_a_subject_goes_across_punctuation() -> None:
    assert ("topic", "pensions") in named("pensions: lawyers", shipped_index())
    assert ("profession", "law") in named("pensions: lawyers", shipped_index())
    assert named("Ministry of Housing, Communities and Local Government", shipped_index()) == [
        ("organisation", "Ministry of Housing, Communities and Local Government")
    ]
