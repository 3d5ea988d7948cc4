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

NEGATIONS = _listed(
    "not isnt arent nor neither except excepting excluding minus outside avoid avoiding besides beyond without no non"
)
"""What comes after them, words of grammar left out, is not wanted."""

_EVERYBODY = _listed("all anybody anyone anything anywhere everybody everyone everywhere everything")

NEGATING_PAIRS = frozenset(
    {("other", "than"), ("rather", "than"), ("instead", "of"), ("apart", "from"), ("aside", "from"), ("never", "mind")}
    | {("leave", "out"), ("leaving", "out"), ("opposed", "to"), ("skip", "anyone"), ("skip", "people"), ("skip", "the")}
    | {("dont", "want"), ("dont", "need"), ("not", "want"), ("not", "need")}
    | {("hasnt", "done"), ("never", "done"), ("not", "done"), ("spare", "me")}
    | {(everybody, word) for everybody in _EVERYBODY for word in ("bar", "but")}
    | {("bar", "the")}
)
"""Two words that together say so."""

NEGATING_THREES = frozenset({("had", "enough", "of"), ("my", "fill", "of")})
"""Three words that do; "haven't had enough teachers" leaves out no teacher."""

WEAK_NEGATIONS = _listed("no non outside avoid avoiding beyond without")
"""Those after which only a profession, a place or an organisation is not wanted: "no budget" is a subject."""

WEAK_PAIRS = frozenset(
    {("away", "from"), ("already", "got"), ("already", "have")}
    | {(nobody, where) for nobody in ("nobody", "none") for where in ("at", "from", "in")}
    | {
        (never, doing)
        for never in ("didnt", "doesnt", "dont", "hasnt", "havent", "never", "not")
        for doing in ("been", "live", "lived", "lives", "living", "sit", "sits", "work", "worked", "working", "works")
    }
)
"""Two words that together say the same of who and where only: "doesn't work in London"."""

NOT_LEFT_OUT = _listed("enough just least many much necessarily only quite sure yet")
"""After "not", they say how much or how sure: "not enough homes", "not only lawyers"."""

VERBS_NEGATED = _listed("am are can could did do does had has have is may might must shall should was were will would")
"""Before "not", they negate a verb."""

CARRIES_NEGATION = _listed(
    "a about an another any anybody anyone around at based by do does done expert experts folk for from going in is it"
    " near of on one people person somebody someone the those to who with"
)
"""Words that may stand between a negation and what it is about."""

AND = _listed("also and nor or")
"""Words that join one thing asked for to another."""

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
    ace act add ago aid aim air all arc arm art ask ate bar bat bed bee best bid big bit box cab cap car care
    case cast cat comb contest cop cost dare date day den dip dot ear east eat eh era eta fact fan far fast fin
    fit fly fun gap gas get go good grip gut ha hat help hit hop hot ice ill ink jam job joy kit know lab last
    law lay lease led let lie lip look lot low mad made map maps mat may men met mind mix mode more most much
    must nap need nest net new nice nip now oak off oil old one open opt out own pace pact pad pan past pat pay
    paye pen pest pet pie pin pit plan plus pop post pot prince pro proof pure put ran rate raw reach read ref
    rest restful rip risk role rope run sad safe sats save sea seat see send set share sir sit six smart smile
    son soon spa spin stem step stop sun swap tab tag take talk tan tap team tell ten test tie time tip tom tool
    top toy try turn two use van vat via wait wan war watch way well wet win wise work yet
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
    "busy": "busy",
    "levelling": "levelling",
    "integrity": "integrity",
    "excellence": "excellence",
    "conversation": "conversation",
    "conversations": "conversation",
    "conversational": "conversation",
    "incoming": "incoming",
    "informal": "informal",
    "informally": "informal",
    "directive": "directive",
    "directives": "directive",
    "renewable": "renewable",
    "renewables": "renewable",
    "important": "important",
    "animator": "animator",
    "animators": "animator",
    "animation": "animator",
    "conservator": "conservator",
    "conservators": "conservator",
    "restorative": "restorative",
    "probate": "probate",
    "procurator": "procurator",
    "procurators": "procurator",
    "extremely": "extremely",
    "quite": "quite",
    "university": "university",
    "universities": "university",
    "hospitality": "hospitality",
    "memorial": "memorial",
    "memorials": "memorial",
    "reading": "reading",
    "buried": "buried",
    "crew": "crew",
    "crewe": "crewe",
    "barking": "barking",
    "woking": "woking",
    "hastings": "hastings",
    "worthing": "worthing",
    "staines": "staines",
    "bathing": "bathing",
    "poole": "poole",
    "wells": "wells",
    "wellness": "wellness",
    "devises": "devizes",
    "thames": "thames",
}
"""Words whose usual stem is that of an unrelated word (market, publish, programme, account, train, park, custom)."""

ORDINARY = _listed(
    """
    actual actually again ago ahead all almost alone already always anything anywhere area asap aside ask ate
    available away back bad based basically because before beside best better big bit both break bring broke
    brought call came carry case cent certain certainly chance change chat cheers clear clearly close closed
    colleague come coming complete completely couple course day deal decide decided department departments
    different difficult done down dozen early easy eight eighties else elsewhere end enough essentially even
    evening ever every everything exact exactly example expect explain fact far fast feel few find fine first
    five follow forward found four frankly free friday full gave get give go goes going gone good got great
    group half happen happened hard head hear heard hello help hi hiya hold honestly hopefully hour huge hundred
    hurry hurt idea ideally important inside instead interesting issue join jump keep kept kind know large last
    late later laugh lead least leave left less let like likely line little long look loosely lot lots made main
    make making many matter may maybe mean meant meet met mid million minute moment monday month months more
    morning most move moving much must myself name nearby nearly need needed never new next nice nine nineties
    nobody nothing now number obvious obviously off often ok okay old once one only open opposite out outside
    own part parts past per perfect perhaps pick piece place please plenty point possible possibly preferably
    probably problem problems proper properly pull put quick quickly quite ran rather ready real really reason
    recent recently rest result right roughly round run rush said saturday saw say saying says second see seem
    seems seen sense sent set seven seventies several shall short show side similar simple simply single sit
    situation six small somewhere soon sort sound spare spend start started state stay step stop stuff sunday
    suppose sure take taken talk team tell ten tend thank thanks thereabouts thing things think third thought
    thousand three thursday till time times today together told tomorrow tonight too top total totally toward
    try tuesday turn twice two understand unless until urgent urgently use useful usual usually vaguely various
    view visit waiting want ways wednesday week weeks well went whatever whole wider wish wonder word words work
    working worse worst worth wrong year years yes yesterday yet
    """
)
"""Words that are used about everything, beside those of grammar: what Dolch (A Basic Sight Vocabulary, 1936) and others
list as commonest, and words of time, amount and effort; without those that name a subject of policy (green, drink)."""
