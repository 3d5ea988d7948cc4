import threading

from directory.model import Level, Status
from directory.search import MatchKind
from directory.search.concepts import Sense
from directory.vocabulary import Kind
from tests.directory.search.people import MONDAY, find, ids, index_of, person, reasons, skill, small_vocabulary
from tests.sizes import examples

RESEARCHER = person(1, "Ada Quillan", role="Senior user researcher", professions=("user research",), location="Leeds")
HISTORIAN = person(2, "Bo Tarn", role="Historian", topics=("pensions",), location="York", organisation="HMRC")
LONDONER = person(3, "Cy Fell", professions=("user research",), location="London")
NEIGHBOUR = person(4, "Di Moss", professions=("UX research",), location="York")
EVERYBODY = (RESEARCHER, HISTORIAN, LONDONER, NEIGHBOUR)


def test_a_person_is_found_by_name_before_anybody_who_only_mentions_it() -> None:
    index = index_of(person(9, ask_me_about="Ada Quillan's study of tax letters"), *EVERYBODY)
    assert ids(index, "Ada Quillan")[0] == 1
    assert ids(index, "ada quilan")[0] == 1
    assert ids(index, "quillan")[0] == 1


def test_a_profession_is_found_under_any_of_its_names() -> None:
    index = index_of(*EVERYBODY)
    assert set(ids(index, "UX researcher")) >= {1, 3, 4}
    assert 2 not in ids(index, "UX researcher")


def test_a_misspelt_profession_is_still_found() -> None:
    assert set(ids(index_of(*EVERYBODY), "user reseacher")) == {1, 3, 4}


def test_near_a_town_prefers_the_town_then_its_region() -> None:
    elsewhere = (person(n, location="Cardiff", professions=("law",)) for n in range(20, 40))
    assert ids(index_of(*EVERYBODY, *elsewhere), "user researcher near Leeds") == [1, 4, 3]


def test_a_place_alone_finds_who_is_there_and_with_a_profession_finds_nobody_else() -> None:
    index = index_of(*EVERYBODY)
    assert ids(index, "Leeds")[0] == 1
    assert 2 not in ids(index, "user researcher in York")


def test_a_region_finds_those_in_its_towns() -> None:
    index = index_of(*EVERYBODY, vocabulary=small_vocabulary())
    assert set(ids(index, "Yorkshire")) == {1, 2, 4}


def test_an_organisation_is_found_by_its_abbreviation_and_its_name() -> None:
    index = index_of(*EVERYBODY)
    assert ids(index, "HM Revenue and Customs")[0] == 2
    assert ids(index, "revenue & customs")[0] == 2


def test_an_element_finds_the_professions_it_calls_for() -> None:
    index = index_of(*EVERYBODY, vocabulary=small_vocabulary())
    assert set(ids(index, "we are testing a solution")) == {1, 3, 4}


def test_a_wider_profession_finds_the_narrower_one_after_its_own_people() -> None:
    people = (person(1, professions=("service design",)), person(2, professions=("design",)))
    assert ids(index_of(*people, vocabulary=small_vocabulary()), "design") == [2, 1]


def test_a_profession_that_nobody_has_finds_who_has_its_skills() -> None:
    riskier = person(1, professions=("project delivery",), skills=(skill("risk management"),))
    others = (person(n, professions=("project delivery",)) for n in range(2, 9))
    index = index_of(riskier, *others)
    assert ids(index, "risk specialist") == [1]
    assert [reason.label for reason in reasons(index, 1, "risk specialist")] == ["risk management"]


def test_a_profession_that_somebody_has_is_not_looked_for_by_its_skills() -> None:
    nudges = Sense.of(Kind.SKILL, "nudges").key
    designer = person(1, professions=("service design",), skills=(skill("nudges"),))
    one = person(2, professions=("behavioural science",))
    for people, looked_for in (((designer,), True), ((designer, one), False)):
        terms = index_of(*people).understand("behavioural scientist", MONDAY).terms
        assert (nudges in {term.key for term in terms}) is looked_for


def test_more_of_the_request_beats_less_of_it() -> None:
    people = (
        person(1, professions=("user research",)),
        person(2, professions=("user research",), topics=("pensions",)),
        person(3, topics=("pensions",)),
    )
    assert ids(index_of(*people), "user researcher on pensions")[0] == 2


def test_the_higher_level_of_a_skill_comes_first() -> None:
    people = tuple(person(n, skills=(skill("depth interviews", level),)) for n, level in enumerate(Level, 1))
    assert ids(index_of(*people), "depth interviews") == [5, 4, 3, 2, 1]


def test_equal_fits_are_in_the_order_of_their_ids_and_the_limit_holds() -> None:
    people = tuple(person(n, professions=("history",)) for n in (7, 3, 9, 1))
    assert ids(index_of(*people), "historian") == [1, 3, 7, 9]
    assert ids(index_of(*people), "historian", limit=2) == [1, 3]
    assert ids(index_of(*people), "historian", limit=0) == []


def test_nobody_is_found_for_nothing() -> None:
    assert ids(index_of(*EVERYBODY), "") == []
    assert ids(index_of(), "historian") == []
    assert ids(index_of(*EVERYBODY), "next week") == []


def test_scores_are_between_nothing_and_all_of_the_request() -> None:
    scores = [hit.score for hit in find(index_of(*EVERYBODY), "user researcher near Leeds")]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1


def test_a_refined_request_leaves_out_everybody_else() -> None:
    index = index_of(*EVERYBODY)
    asked = index.understand("user researcher", MONDAY)
    assert [hit.id for hit in index.search(asked.refined(place="Leeds"), 9)] == [1]
    assert [hit.id for hit in index.search(asked.refined(profession="history"), 9)] == []
    yorkshire = asked.refined(place="Yorkshire and The Humber")
    assert {hit.id for hit in index.search(yorkshire, 9)} == {1, 4}
    assert {hit.id for hit in index.search(yorkshire.refined(place=""), 9)} == {1, 3, 4}
    assert [hit.id for hit in index.search(index.understand("", MONDAY).refined(organisation="HMRC"), 9)] == [2]


def test_a_refinement_that_only_the_directory_names_works_too() -> None:
    index = index_of(person(1, professions=("Puppetry",)), person(2, professions=("history",)))
    assert [hit.id for hit in index.search(index.understand("", MONDAY).refined(profession="puppetry"), 9)] == [1]


def test_why_this_person_names_what_matched_in_the_person_s_own_words() -> None:
    profile = person(
        1,
        professions=("user research",),
        skills=(skill("depth interviews", Level.EXPERT),),
        topics=("pensions",),
        location="Leeds",
    )
    why = reasons(index_of(profile), 1, "UX research, depth interviews, pensions, Leeds")
    found = {(match.kind, match.label, match.level) for match in why}
    assert (MatchKind.PROFESSION, "user research", None) in found
    assert (MatchKind.SKILL, "depth interviews", Level.EXPERT) in found
    assert (MatchKind.TOPIC, "pensions", None) in found
    assert (MatchKind.PLACE, "Leeds", None) in found


def test_why_this_person_says_a_thing_once() -> None:
    profile = person(1, role="Senior user researcher", professions=("user research",), topics=("Universal Credit",))
    why = reasons(index_of(profile), 1, "UR for UC letters")
    assert {(match.kind, match.label) for match in why} == {
        (MatchKind.PROFESSION, "user research"),
        (MatchKind.TOPIC, "Universal Credit"),
    }


def test_a_long_text_that_matched_is_cut_at_a_word() -> None:
    [match] = reasons(index_of(person(1, ask_me_about="rationing " * 60)), 1, "rationing")
    assert len(match.label) <= 91
    assert match.label.endswith("rationing…")


def test_of_several_sentences_the_one_that_matched_is_the_reason() -> None:
    asked = "Maps that people can read. Counting bats in churches. Bring the messy version."
    [match] = reasons(index_of(person(1, ask_me_about=asked)), 1, "bats")
    assert match.label == "Counting bats in churches"


def test_a_change_is_seen_by_the_next_search() -> None:
    index = index_of(*EVERYBODY)
    index.update([person(5, "Ed Vale", professions=("history",))])
    assert 5 in ids(index, "historian")
    index.update([person(5, "Ed Vale", professions=("user research",))])
    assert 5 not in ids(index, "historian")
    assert 5 in ids(index, "user research")
    assert len(index) == 5


def test_a_changed_person_of_the_main_part_is_found_by_what_is_new_only() -> None:
    index = index_of(*EVERYBODY)
    index.update([person(1, "Ada Quillan", topics=("canal heritage",))])
    assert ids(index, "canal heritage") == [1]
    assert 1 not in ids(index, "user research")
    assert len(index) == 4


def test_words_of_a_change_are_known_to_the_spelling() -> None:
    index = index_of(*EVERYBODY)
    index.update([person(5, ask_me_about="Zoonotic spillover")])
    assert ids(index, "zonotic") == [5]


def test_who_left_or_hides_is_not_found_and_who_is_paused_is() -> None:
    index = index_of(*EVERYBODY, person(5, professions=("history",), status=Status.HIDDEN))
    assert len(index) == 4
    index.update([person(1, professions=("user research",), status=Status.LEFT)])
    index.update([person(3, professions=("user research",), status=Status.PAUSED)])
    assert set(ids(index, "user research")) == {3, 4}
    assert len(index) == 3


def test_many_changes_fold_into_one_part_without_losing_anybody() -> None:
    index = index_of(*(person(n, topics=("pensions",)) for n in range(1, 301)))
    for start in range(0, 1_200, 150):
        index.update([person(n, topics=("fishing",), skills=(skill("knots"),)) for n in range(start + 1, start + 151)])
    assert len(index) == 1_200
    assert ids(index, "pensions") == []
    assert len(ids(index, "fishing knots", limit=2_000)) == 1_200
    [hit] = find(index, "fishing", limit=1)
    assert reasons(index, hit.id, "fishing")[0].label == "fishing"


def test_an_index_that_was_built_again_forgets_what_it_held() -> None:
    index = index_of(*EVERYBODY)
    index.build([person(8, professions=("history",))])
    assert ids(index, "historian") == [8]
    assert len(index) == 1


def test_searching_goes_on_while_the_index_changes() -> None:
    index = index_of(*(person(n, professions=("history",)) for n in range(200)))
    failures: list[object] = []
    done = threading.Event()

    def keep_searching() -> None:
        while not done.is_set():
            found = ids(index, "historian", limit=5)
            if len(found) != 5:
                failures.append(found)

    readers = [threading.Thread(target=keep_searching) for _ in range(3)]
    for reader in readers:
        reader.start()
    for round_ in range(examples(30)):
        index.update([person(round_ * 10 + n, professions=("history",)) for n in range(40)])
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_updating_an_empty_index_works() -> None:
    index = index_of()
    index.update([RESEARCHER])
    index.update([])
    assert ids(index, "user research") == [1]
