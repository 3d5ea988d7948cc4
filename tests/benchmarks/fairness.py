"""How evenly a year of requests is spread over experts, and what that costs, beside the order of relevance alone.

Run with ``python -m tests.benchmarks.fairness``. 10,000 requests of the test collection, without those for somebody by
name, are made over a year to its 2,000 people. Whoever cannot be asked is left out, as the bot does; the rest are shown
in our order or by relevance alone, and one of the first five is asked. What is simulated (``a_year``):

- **Choice**: place k is chosen in proportion to 1/k, the position bias of Joachims, Swaminathan and Schnabel, "Unbiased
  learning-to-rank with biased feedback", WSDM 2017, with their η of 1.
- **Time**: everybody is away for five weeks of the year and booked into the first week with room, up to their weekly
  limit; without room within 30 days they cannot be asked. What they were asked counts for 28 days.
- **Freshness**: whoever confirmed their profile lately goes on doing so; the others never do.
- **Newcomers**: one person in ten joins during the year, and is new for four weeks.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from statistics import mean

from rich.console import Console
from rich.table import Table

from bot.finding.find_expert import CANDIDATES, DEEPER
from bot.finding.ranking import Candidate, ranked
from config.settings import VOCABULARY
from directory.search import SearchIndex
from directory.vocabulary import load_vocabulary
from tests.benchmarks.a_year import LONDON, NEW_FOR, START, WEEK, WEEKS, Order, Sought, Year, by_relevance, colleague
from tests.benchmarks.promises import at_least, at_most, machine
from tests.collection.judging import Crowd
from tests.collection.measures import busiest_share, gini
from tests.collection.people import TODAY, FictionalExpert, people
from tests.collection.requests import requests

REQUESTS = 10_000
SEED = 28
BUSIEST = 0.01  # of the people
FITS = 2  # the grade of whoever would do, at least

GIVEN_UP = 0.01  # of nDCG@10
LEAST_NEW, MOST_NEW = 0.5, 2.0  # times as often as others are newcomers asked: neither none nor a flood
LONDON_MARGIN = 0.02  # below the share of those outside London among whoever fits


def ours(candidates: Sequence[Candidate], now: datetime, anywhere: bool) -> list[Candidate]:
    """As the bot shows them."""
    return ranked(candidates, now, anywhere=anywhere)


def main() -> None:
    """Two years of the same requests, and one table."""
    everybody = list(people())
    sought = list(_sought(everybody))
    _print(everybody, sought, simulated(everybody, sought, by_relevance), simulated(everybody, sought, ours))


def _sought(everybody: Sequence[FictionalExpert]) -> Iterator[Sought]:
    """What is asked for, and whom the search finds: the same all year."""
    crowd, index = Crowd(everybody), SearchIndex(load_vocabulary(VOCABULARY))
    index.build(everybody)
    for asked in requests():
        if not any(need.name for need in asked.needs):
            hits = index.search(index.understand(asked.text, TODAY), CANDIDATES * DEEPER)
            yield Sought(hits, asked.judged(crowd), not any(need.places for need in asked.needs))


def simulated(everybody: Iterable[FictionalExpert], sought: Sequence[Sought], order: Order) -> Year:
    """The same people and requests, whatever the order."""
    dice = random.Random(SEED)
    year = Year({each.id: colleague(each, each.facets.region, dice, TODAY) for each in everybody}, order)
    for share in sorted(dice.random() for _ in range(REQUESTS)):
        year.request(dice.choice(sought), START + share * WEEKS * WEEK, dice.random())
    return year


def _print(everybody: Sequence[FictionalExpert], sought: Sequence[Sought], relevance: Year, fair: Year) -> None:
    years = (relevance, fair)
    fitting = {id_ for each in sought for id_, grade in each.judged.items() if grade >= FITS}
    table = Table(title=f"{REQUESTS:,} requests of {len(everybody):,} people over a year")
    for heading in ("", "by relevance", "find-expert", "promised"):
        table.add_column(heading, justify="right")
    usual, busiest = (busiest_share([year.asked[each.id] for each in everybody], BUSIEST) for year in years)
    less = "kept" if busiest < usual else "missed"
    _row(table, f"requests of the busiest {BUSIEST:.0%}", usual, busiest, f"less than by relevance: {less}")
    usual, unequal = (gini([year.asked[id_] for id_ in fitting]) for year in years)
    _row(table, "inequality among who fits (Gini)", usual, unequal)
    usual, never = (never_asked(year, fitting) for year in years)
    _row(table, "never asked, of who fits", usual, never)
    usual, new = (newcomers(year) for year in years)
    promised = f"{at_least(new, LEAST_NEW)}; {at_most(new, MOST_NEW, 'times')}"
    _row(table, "newcomers, times as often as others", usual, new, promised)
    outside = outside_london(everybody, sought)
    _row(table, "outside London, of who fits", outside, outside)
    usual, asked = (year.outside_london / year.anywhere for year in years)
    _row(table, "outside London, of who is asked", usual, asked, at_least(asked, round(outside - LONDON_MARGIN, 3)))
    usual, reached = (mean(year.ndcg) for year in years)
    _row(table, "nDCG@10", usual, reached)
    usual, given_up = (mean(year.given_up) for year in years)
    _row(table, "nDCG@10 given up, of the same people", usual, given_up, at_most(given_up, GIVEN_UP, "of nDCG"))
    Console().print(table, machine())


def _row(table: Table, title: str, relevance: float, fair: float, promised: str = "") -> None:
    table.add_row(title, f"{relevance:.3f}", f"{fair:.3f}", promised)


def never_asked(year: Year, ids: Collection[int]) -> float:
    """The share of these people of whom nothing is asked all year."""
    return sum(not year.asked[id_] for id_ in ids) / len(ids)


def newcomers(year: Year) -> float:
    """How many times as often as others somebody is asked in their first four weeks."""
    end = START + WEEKS * WEEK
    new = sum((each.joined > START) * NEW_FOR / WEEK for each in year.colleagues.values())
    there = sum((end - each.joined) / WEEK for each in year.colleagues.values())
    return (year.while_new / new) / ((year.asked.total() - year.while_new) / (there - new))


def outside_london(everybody: Iterable[FictionalExpert], sought: Iterable[Sought]) -> float:
    """Of the people who fit a request that names no place, those outside London: the mean of all such requests."""
    regions = {each.id: each.facets.region for each in everybody}
    fitting = ([id_ for id_, grade in each.judged.items() if grade >= FITS] for each in sought if each.anywhere)
    return mean([mean([regions[id_] != LONDON for id_ in ids]) for ids in fitting])


if __name__ == "__main__":
    main()
