"""Find: a policymaker looks for an expert, on every client alike."""

from __future__ import annotations

from tests.journeys.client import Client, expect_form


def test_the_right_person_is_found_and_it_is_clear_why(client: Client) -> None:
    client.find_expert("user research on Universal Credit in Leeds")
    answer = client.answer()
    assert answer.index("Ada Quillan") < answer.index("Thornapple")
    for part in ("Senior user researcher, Department for Work and Pensions", "Leeds, Yorkshire and The Humber"):
        assert part in answer
    assert "Next free Wednesday 13 May 2026, 10:00 UK time" in answer
    assert "Free, 30 minutes" in answer
    client.check_accessible()
    client.screenshot("results")


def test_misspelt_words_still_find_the_right_person(client: Client) -> None:
    client.find_expert("histroian on pensoins")
    answer = client.answer()
    assert "Bram Otterbourne" in answer
    assert "We read" in answer
    client.screenshot("misspelt")


def test_show_more_continues_where_the_first_five_ended(client: Client) -> None:
    client.find_expert("user researcher")
    first = client.answer()
    assert "Showing 1 to 5 of 8" in first
    client.press("Show more")
    more = client.answer()
    assert "Showing 6 to 8 of 8" in more
    assert all(name not in more for name in ("Edda", "Faro", "Gwen") if name in first)
    client.screenshot("more")


def test_details_show_a_whole_profile_and_close_again(client: Client) -> None:
    client.find_expert("Ada Quillan")
    client.press("Details")
    expect_form(
        client,
        "Ada Quillan",
        "Testing letters with people who owe money",
        "depth interviews (expert)",
        "Universal Credit",
    )
    client.check_accessible()
    client.screenshot("details")
    client.close_form()
    assert "Ada Quillan" in client.answer()


def test_refine_says_what_it_does_not_know_keeps_what_was_typed_and_then_limits_the_results(client: Client) -> None:
    client.find_expert("user researcher")
    client.press("Refine")
    client.fill("Town or region", "Xanadu")
    client.choose("How long you need", "45 minutes")
    client.check_accessible()
    client.screenshot("refine")
    client.submit("Search again")
    expect_form(client, "We do not know a place called “Xanadu”")
    client.check_accessible()
    client.screenshot("refine-error")
    client.fill("Town or region", "leeds")
    client.submit("Search again")
    answer = client.answer()
    assert "Ada Quillan" in answer
    assert "Kit Thornapple" in answer
    assert "Edda Thornapple" not in answer
    assert "45 minutes" in answer
    client.screenshot("refined")


def test_nobody_found_is_not_the_end(client: Client) -> None:
    client.find_expert("vet in Cardiff")
    answer = client.answer()
    assert "Nobody found" in answer
    assert "Dara Fernlea" not in answer
    client.check_accessible()
    client.screenshot("nobody")
    client.press("Widen the search")
    assert "Nobody found" in client.answer()
    assert "Change the search" in client.answer()


def test_somebody_away_is_not_offered_but_their_cover_and_their_pool_are(client: Client) -> None:
    client.find_expert("actuary")
    lines = client.answer().splitlines()
    assert "Cleo Marlowby" not in lines
    assert "Nell Hartsease" in lines
    assert any(line.startswith("Covers for Cleo Marlowby, who is listed under actuary") for line in lines)
    assert "Lior Petherick" in lines
    assert any(line.startswith("Showing 1 to 2 of 2") for line in lines)
    assert lines.index("Duty actuaries") < lines.index("1 expert answers")
    assert "Cleo Marlowby is one of them but cannot be asked at the moment" in lines
    client.screenshot("away")


def test_help_and_no_words_at_all_lead_somewhere(client: Client) -> None:
    client.find_expert("help")
    assert "How to find an expert" in client.answer()
    client.check_accessible()
    client.screenshot("help")
    client.press("Historian on pensions")
    assert "Bram Otterbourne" in client.answer()


def test_hostile_words_come_out_as_they_were_typed(client: Client) -> None:
    client.find_expert("<!channel> [x](javascript:alert(1)) *user* <b>research</b>")
    answer = client.answer()
    assert "<!channel>" in answer
    assert "[x](javascript:alert(1))" in answer
    assert "*user*" in answer
    client.screenshot("hostile")
