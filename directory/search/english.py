"""Ordinary English words that search has to know about."""

import re


def _listed(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


FUNCTION_WORDS = _listed(
    """
    a about across after also am an and any are around as at be been being between but by can could did do does
    doing for from had has have having he her here him his how i if in into is it its just me my near no nor not
    of on onto or our over she should so some than that the their them then there these they this those through
    to under up upon us very was we were what when where whether which while who whom whose why will with within
    would you your
    """
)
"""Words of English grammar, which say nothing about anybody's work."""

BREAKS = _listed(
    """
    about across after around as at based because before between but by during for from how if into near not on or
    over since than that this through to under until what when where whether which while who whom whose with within
    without
    """
)
"""Words of grammar that separate one thing asked for from the next."""

NEGATIONS = _listed("not isnt arent nor except excepting excluding minus outside avoid avoiding no non")
"""What comes after them, words of grammar left out, is not wanted."""

NEGATING_PAIRS = frozenset(
    {
        ("other", "than"),
        ("rather", "than"),
        ("apart", "from"),
        ("instead", "of"),
        ("anywhere", "but"),
        ("anyone", "but"),
    }
    | {("anybody", "but"), ("everywhere", "but"), ("everyone", "but"), ("all", "but")}
)
"""Two words that together say so."""

WEAK_NEGATIONS = _listed("no non outside avoid avoiding")
"""Those after which only a profession, a place or an organisation is not wanted: "no budget" is a subject."""

CARRIES_NEGATION = _listed(
    "a about an any anybody anyone around at based expert experts for from in is it near of on one people person"
    " somebody someone the those who with"
)
"""Words that may stand between a negation and what it is about."""

ALTERNATIVES = _listed("or nor")
"""What such a word joins to something that is not wanted is not wanted either."""

WITHIN_NAMES = _listed("a an and for in of the")
"""Words of grammar that one long name may hold: policy officer for regional development."""

GRADES = _listed("associate chief deputy experienced head junior lead leading principal senior")
"""How senior somebody is, which makes no other profession of theirs."""

RANKS = GRADES | _listed("aa ao assistant eo grade g6 g7 graduate heo scs seo trainee 6 7")
"""The same, with the grades of the civil service, as they stand in job titles."""

ENGLISH_BY_ACCIDENT = FUNCTION_WORDS | _listed(
    """
    act add aid aim air all arc arm art ask bar bat bed bee best bid big bit box cab cap car care case cast cat
    cost dare date day den dip dot ear east eat era fact fan far fast fin fit fly fun gap gas get go good grip gut
    hat help hit hop hot ice ill ink jam job joy kit know lab last law lay led let lie lip look lot low mad made
    map maps mat may men met mind mix mode more most much must nap need net new nice nip now oak off oil old one open
    opt out own pace pact pad pan past pat pay paye pen pet pie pin pit plan plus pop post pot proof pure put ran
    rate raw read ref rest rip risk role rope run sad safe sats save sea seat see send set share sir sit six smart
    smile son soon spa spin stem step stop sun swap tab tag take talk tan tap team tell ten test tie time tip
    tool top toy try turn two use van vat via wait war watch way well wet win wise work yet
    """
)
"""Short English words that are abbreviations too (IT, OR, STEM): only capitals tell which is meant."""

OWN_STEMS = {
    "marketing": "marketing",
    "publishing": "publishing",
    "programming": "programmer",
    "programmer": "programmer",
    "programmers": "programmer",
    "accounting": "accountant",
    "accountancy": "accountant",
    "accountant": "accountant",
    "accountants": "accountant",
    "training": "training",
    "parking": "parking",
    "customer": "customer",
    "customers": "customer",
    "experiment": "experiment",
    "experiments": "experiment",
    "experimental": "experiment",
    "physical": "physical",
    "counselling": "counselling",
    "weighting": "weighting",
    "several": "several",
}
"""Words whose usual stem is that of an unrelated word (market, publish, programme, account, train, park, custom)."""
