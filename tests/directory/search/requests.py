"""Policymakers' requests in their own words, what each means, and the made-up people they are put to."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from directory.profiles import Profile

TITLES = {
    "user research": ("Senior user researcher", "User researcher", "UX researcher"),
    "service design": ("Service designer", "Lead service designer"),
    "content design": ("Content designer", "Senior content designer"),
    "history": ("Historian", "Departmental historian"),
    "economics": ("Economist", "Economic adviser"),
    "social research": ("Social researcher", "Principal research officer"),
    "operational research": ("Operational research analyst", "OR analyst"),
    "statistics": ("Statistician", "Senior statistical officer"),
    "law": ("Government lawyer", "Legal adviser"),
    "behavioural science": ("Behavioural scientist", "Behavioural insights adviser"),
    "evaluation": ("Evaluation lead", "Impact evaluator"),
    "deliberative democracy": ("Deliberative engagement lead", "Citizens' assembly designer"),
    "data science": ("Data scientist", "Lead data scientist"),
    "project delivery": ("Project manager", "Programme manager"),
    "commercial": ("Commercial specialist", "Procurement lead"),
    "communications": ("Communications officer", "Campaigns manager"),
}
TOPICS = (
    "pensions", "housing", "homelessness", "social care", "climate change", "immigration", "schools", "transport",
    "Universal Credit", "childcare", "prisons", "net zero",
)  # fmt: skip
PLACES = ("Leeds", "York", "London", "Cardiff", "Glasgow", "Newcastle upon Tyne", "Bristol", "Manchester")
FIRST = ("Ada", "Bryn", "Dilys", "Esme", "Gwil", "Idris", "Juno", "Lowri", "Nia", "Orla", "Rhys", "Una")
LAST = ("Quillan", "Tarn", "Fell", "Vale", "Tallow", "Garth", "Lund", "Marl", "Oxley", "Stile", "Wick", "Yarrow")
EMPLOYERS = ("HM Treasury", "Home Office", "Department for Education", "Ministry of Justice", "HM Revenue and Customs")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and what somebody who reads it takes it to mean."""

    text: str
    profession: str = ""
    topic: str = ""
    place: str = ""
    employer: str = ""

    def grade(self, person: Profile) -> int:
        """2 for somebody who has all of it, 1 for somebody who has the heart of it, else 0."""
        heart = self.profession in person.professions if self.profession else self.topic in person.topics
        rest = (
            (not self.topic or self.topic in person.topics)
            and (not self.place or self.place == person.location)
            and (not self.employer or self.employer == person.organisation)
        )
        return (2 if rest else 1) if heart else 0


REQUESTS = (
    Asked("user research", "user research"),
    Asked("UR for UC letters", "user research", "Universal Credit"),
    Asked(
        "someone who has run deliberative engagement on social care in Wales", "deliberative democracy", "social care"
    ),
    Asked("historian on pensions", "history", "pensions"),
    Asked("content designer near Leeds next week", "content design", place="Leeds"),
    Asked("UX researcher at HMRC", "user research", employer="HM Revenue and Customs"),
    Asked("economist who knows childcare", "economics", "childcare"),
    Asked("can anyone recommend a lawyer for immigration?", "law", "immigration"),
    Asked("legal advice on prisons", "law", "prisons"),
    Asked("behavioural insights for net zero", "behavioural science", "net zero"),
    Asked("nudge expert, 20 minutes", "behavioural science"),
    Asked("someone to evaluate a homelessness pilot", "evaluation", "homelessness"),
    Asked("impact evaluation of childcare", "evaluation", "childcare"),
    Asked("statistician in Newport or Cardiff", "statistics", place="Cardiff"),
    Asked("stats help for schools", "statistics", "schools"),
    Asked("OR analyst for transport modelling", "operational research", "transport"),
    Asked("operational researcher in Glasgow", "operational research", place="Glasgow"),
    Asked("citizens' assembly on climate change", "deliberative democracy", "climate change"),
    Asked("citizens jury about housing", "deliberative democracy", "housing"),
    Asked("data scientist near Bristol this week", "data science", place="Bristol"),
    Asked("machine learning people at the Home Office", "data science", employer="Home Office"),
    Asked("service designer for homelessness", "service design", "homelessness"),
    Asked("who can help me with service design in Newcastle?", "service design", place="Newcastle upon Tyne"),
    Asked("social researcher on social care", "social research", "social care"),
    Asked("qualitative social research at MoJ", "social research", employer="Ministry of Justice"),
    Asked("procurement advice for schools", "commercial", "schools"),
    Asked("commercial specialist at the Treasury", "commercial", employer="HM Treasury"),
    Asked("comms person for Universal Credit", "communications", "Universal Credit"),
    Asked("communications officer in Manchester", "communications", place="Manchester"),
    Asked("programme manager who has worked on prisons", "project delivery", "prisons"),
    Asked("project delivery professional, DfE", "project delivery", employer="Department for Education"),
    Asked("history of housing policy", "history", "housing"),
    Asked("what did we try before on pensions? a historian", "history", "pensions"),
    Asked("departmental historian at HMT", "history", employer="HM Treasury"),
    Asked("content designer for benefit letters about UC", "content design", "Universal Credit"),
    Asked("someone who writes plain English for immigration pages, content designer", "content design", "immigration"),
    Asked("expert in homelessness", topic="homelessness"),
    Asked("who knows about prisons?", topic="prisons"),
    Asked("rough sleeping", topic="homelessness"),
    Asked("state pension", topic="pensions"),
    Asked("global warming", topic="climate change"),
    Asked("nurseries and childminders", topic="childcare"),
    Asked("adult social care", topic="social care"),
    Asked("decarbonisation by 2050", topic="net zero"),
    Asked("economist in York", "economics", place="York"),
    Asked("economics of social care, half an hour tomorrow", "economics", "social care"),
    Asked("design researcher for schools", "user research", "schools"),
    Asked("talking to users about pensions", "user research", "pensions"),
    Asked("I need a user researcher in London by Friday", "user research", place="London"),
    Asked("lawyer at the Home Office", "law", employer="Home Office"),
    Asked("solicitor on housing", "law", "housing"),
    Asked("data science for immigration", "data science", "immigration"),
    Asked("statistics on childcare", "statistics", "childcare"),
    Asked("behavioural scientist at HMRC in March", "behavioural science", employer="HM Revenue and Customs"),
    Asked("evaluator in London", "evaluation", place="London"),
    Asked("deliberative workshops on net zero", "deliberative democracy", "net zero"),
    Asked("social research in Leeds", "social research", place="Leeds"),
    Asked("project manager near Cardiff", "project delivery", place="Cardiff"),
    Asked("service designers who know transport", "service design", "transport"),
    Asked("campaign manager for climate change", "communications", "climate change"),
    Asked("user research on universal credit in Leeds", "user research", "Universal Credit"),
    Asked("climate change economist", "economics", "climate change"),
    Asked("a senior statistician for prisons", "statistics", "prisons"),
    Asked("net zero: someone from operational research", "operational research", "net zero"),
    Asked("lawyer who knows childcare, half an hour next week", "law", "childcare"),
)


def made_up_people(seed: int = 7) -> Iterator[Profile]:
    """About 250 people: every profession with every topic, in many places, by their everyday titles."""
    chance = random.Random(seed)
    id_ = 0
    for profession, titles in TITLES.items():
        for topic in TOPICS:
            for _ in range(chance.choice((1, 1, 2))):
                id_ += 1
                yield Profile(
                    id=id_,
                    person_id=id_,
                    name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
                    role=chance.choice(titles),
                    professions=(profession,),
                    topics=(topic, chance.choice([other for other in TOPICS if other != topic])),
                    ask_me_about=f"What we learned about {topic} in {chance.randint(2015, 2025)}",
                    experience=(f"{chance.choice(TOPICS)} ({chance.randint(2009, 2025)})",),
                    organisation=chance.choice(EMPLOYERS),
                    location=chance.choice(PLACES),
                )
