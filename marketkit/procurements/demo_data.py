"""What the demonstration shows: an invented municipality, its units, invented suppliers, a procurement for each stage.

Texts stand in English and Norwegian bokmål. The organisation numbers are of the series 31, which is kept for invented
organisations in test data, and so belong to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketkit.procurements.choices import Procedure, Regime, SizeClass
from marketkit.procurements.states import State

BUYER_SLUG = "fjordvik"
BUYER_NUMBER = "310000000"
BUYER_NAME = {"en": "Fjordvik municipality (example)", "nb": "Fjordvik kommune (eksempel)"}
# Sample output only: the prefix of the standard's own documentation.
OCID_PREFIX = "ocds-213czf"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleUnit:
    key: str
    name: dict[str, str]
    partner: dict[str, str] | None = None
    budget: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleProcurement:
    """One procurement; `way` are the states it has been taken through from the need on."""

    reference: str
    title: dict[str, str]
    need: dict[str, str]
    resident_change: dict[str, str]
    policy_goals: dict[str, tuple[str, ...]]
    cpv_codes: tuple[str, ...]
    estimate: str
    regime: Regime
    procedure: Procedure
    winners: int
    archive_case: str
    initiating: str
    benefiting: tuple[str, ...]
    way: tuple[State, ...]


UNITS = (
    ExampleUnit(key="home", name={"en": "Home care services", "nb": "Hjemmetjenesten"}, budget="186 000 000"),
    ExampleUnit(key="homes", name={"en": "Nursing homes", "nb": "Sykehjem"}, budget="242 000 000"),
    ExampleUnit(
        key="purchasing",
        name={"en": "Purchasing and logistics", "nb": "Innkjøp og logistikk"},
        budget="9 400 000",
    ),
    ExampleUnit(
        key="hospital",
        name={"en": "Medical outpatient clinic", "nb": "Medisinsk poliklinikk"},
        partner={"en": "Fjordvik hospital trust (example)", "nb": "Fjordvik sykehus (eksempel)"},
        budget="58 000 000",
    ),
)

# name, organisation number, size, non-profit
SUPPLIERS = (
    ("Nordlys Omsorg AS", "310000019", SizeClass.LARGE, False),
    ("Havblikk Hjemmetjenester AS", "310000027", SizeClass.MEDIUM, False),
    ("Stiftelsen Varme Hender", "310000035", SizeClass.MEDIUM, True),
    ("Bygda Omsorg SA", "310000043", SizeClass.SMALL, True),
    ("Fjellheim Helse AS", "310000051", SizeClass.SMALL, False),
    ("Oppfølg Digital AS", "310000078", SizeClass.SMALL, False),
    ("Skjermtid Helse AS", "310000086", SizeClass.MEDIUM, False),
    ("Nærvær Teknologi AS", "310000094", SizeClass.MICRO, False),
    ("Tråd Velferdsteknologi AS", "310000108", SizeClass.LARGE, False),
    ("Puls Hjemme AS", "310000116", SizeClass.MEDIUM, False),
    ("Mediforsyning Nord AS", "310000124", SizeClass.LARGE, False),
    ("Rent og Trygt AS", "310000132", SizeClass.MEDIUM, False),
    ("Grønn Klinikk AS", "310000140", SizeClass.SMALL, False),
    ("Kystmed AS", "310000159", SizeClass.MEDIUM, False),
    ("Hvit Frakk Forbruk AS", "310000167", SizeClass.SMALL, False),
)

PROCUREMENTS = (
    ExampleProcurement(
        reference="2026/041",
        title={"en": "Digital follow-up at home", "nb": "Digital hjemmeoppfølging"},
        need={
            "en": "About 400 people with heart failure, COPD or diabetes travel to the clinic or call the emergency "
            "service when they become worse, often later than they should.\nWe need a way for them to measure at home, "
            "and for nurses to see in time who needs a call or a visit.",
            "nb": "Om lag 400 personer med hjertesvikt, kols eller diabetes reiser til poliklinikken eller ringer "
            "legevakten når de blir dårligere, ofte senere enn de burde.\nVi trenger en måte de kan måle på hjemme, og "
            "sykepleierne må se i tide hvem som trenger en telefon eller et besøk.",
        },
        resident_change={
            "en": "People measure at home and hear from a nurse who knows them before they become seriously ill. Fewer "
            "journeys and fewer nights in hospital.",
            "nb": "Folk måler hjemme og hører fra en sykepleier som kjenner dem, før de blir alvorlig syke. Færre "
            "reiser og færre netter på sykehus.",
        },
        policy_goals={
            "en": ("Live at home longer", "Fewer unplanned hospital stays"),
            "nb": ("Bo hjemme lenger", "Færre uplanlagte sykehusopphold"),
        },
        cpv_codes=("85323000", "32441100", "72261000"),
        estimate="11 500 000",
        regime=Regime.NO_PART_3,
        procedure=Procedure.NEGOTIATED,
        winners=1,
        archive_case="26/1841",
        initiating="home",
        benefiting=("home", "hospital"),
        way=(State.DIALOGUE, State.PLANNED),
    ),
    ExampleProcurement(
        reference="2026/052",
        title={"en": "Home care framework agreement", "nb": "Rammeavtale om hjemmetjenester"},
        need={
            "en": "Our own home care cannot cover evenings, weekends and holidays in the whole municipality. We need "
            "three suppliers who can take over about 100,000 hours of care in four years, with few different carers "
            "for each person.",
            "nb": "Hjemmetjenesten vår klarer ikke å dekke kvelder, helger og ferier i hele kommunen. Vi trenger tre "
            "leverandører som kan utføre om lag 100 000 timer på fire år, med få ulike hjelpere til hver bruker.",
        },
        resident_change={
            "en": "Help comes at the agreed time, also at weekends, from people one knows.",
            "nb": "Hjelpen kommer til avtalt tid, også i helgene, fra folk man kjenner.",
        },
        policy_goals={
            "en": ("Live at home longer", "Decent and steady work"),
            "nb": ("Bo hjemme lenger", "Anstendig og fast arbeid"),
        },
        cpv_codes=("85312400", "85310000"),
        estimate="65 000 000",
        regime=Regime.NO_PART_4,
        procedure=Procedure.OPEN,
        winners=3,
        archive_case="26/2207",
        initiating="home",
        benefiting=("home", "homes"),
        way=(State.PLANNED,),
    ),
    ExampleProcurement(
        reference="2026/063",
        title={"en": "Medical consumables", "nb": "Medisinsk forbruksmateriell"},
        need={
            "en": "Home care and the nursing homes use gloves, pads, dressings and syringes every day. The agreement we "
            "have ends next summer, and it has run short of stock twice.",
            "nb": "Hjemmetjenesten og sykehjemmene bruker hansker, innlegg, bandasjer og sprøyter hver dag. Avtalen vår "
            "går ut til sommeren, og to ganger har det ikke vært nok på lager.",
        },
        resident_change={
            "en": "Nothing that is noticed on a good day: the right supplies are there, made with fewer harmful "
            "substances.",
            "nb": "Ingenting som merkes på en god dag: riktig utstyr er på plass, laget med færre skadelige stoffer.",
        },
        policy_goals={
            "en": ("Lower climate footprint", "Security of supply"),
            "nb": ("Lavere klimafotavtrykk", "Forsyningssikkerhet"),
        },
        cpv_codes=("33140000", "33141110", "33141310"),
        estimate="8 500 000",
        regime=Regime.NO_PART_3,
        procedure=Procedure.OPEN,
        winners=1,
        archive_case="26/2630",
        initiating="purchasing",
        benefiting=("home", "homes"),
        way=(State.PLANNED,),
    ),
    ExampleProcurement(
        reference="2026/018",
        title={"en": "Transport of patients to day care", "nb": "Transport av brukere til dagsenter"},
        need={
            "en": "About 90 people are driven to and from day care every weekday, a third of them in wheelchairs. They "
            "need drivers who come on time, help them to the door, and are the same from week to week.",
            "nb": "Om lag 90 personer kjøres til og fra dagsenter hver hverdag, en tredel i rullestol. De trenger sjåfører "
            "som kommer i tide, følger dem til døra og er de samme fra uke til uke.",
        },
        resident_change={
            "en": "One is fetched at the agreed time by somebody one knows.",
            "nb": "Man blir hentet til avtalt tid av noen man kjenner.",
        },
        policy_goals={"en": ("Safe everyday life",), "nb": ("Trygg hverdag",)},
        cpv_codes=("60130000",),
        estimate="36 000 000",
        regime=Regime.NO_PART_1,
        procedure=Procedure.OPEN,
        winners=1,
        archive_case="26/0455",
        initiating="homes",
        benefiting=("homes", "home"),
        way=(State.PLANNED,),
    ),
    ExampleProcurement(
        reference="2026/029",
        title={"en": "Safety alarms and sensors", "nb": "Trygghetsalarmer og sensorer"},
        need={
            "en": "The alarms we have use a mobile network that will be shut down. About 1,500 people depend on them.",
            "nb": "Alarmene vi har, bruker et mobilnett som skal stenges. Om lag 1500 personer er avhengige av dem.",
        },
        resident_change={
            "en": "The alarm gets through wherever one is, and false alarms become rare.",
            "nb": "Alarmen når fram uansett hvor man er, og falske alarmer blir sjeldne.",
        },
        policy_goals={"en": ("Live at home longer",), "nb": ("Bo hjemme lenger",)},
        cpv_codes=("35121700",),
        estimate="14 000 000",
        regime=Regime.NO_PART_3,
        procedure=Procedure.OPEN,
        winners=1,
        archive_case="26/0871",
        initiating="home",
        benefiting=("home",),
        way=(State.PLANNED,),
    ),
    ExampleProcurement(
        reference="2026/071",
        title={"en": "Meals for nursing homes", "nb": "Mat til sykehjemmene"},
        need={
            "en": "Four nursing homes serve about 900 meals a day. Many residents eat too little, and much is thrown away.",
            "nb": "Fire sykehjem serverer om lag 900 måltider om dagen. Mange beboere spiser for lite, og mye kastes.",
        },
        resident_change={
            "en": "Food that tastes good, at the time one is hungry, with a choice.",
            "nb": "Mat som smaker, når man er sulten, og med noe å velge mellom.",
        },
        policy_goals={
            "en": ("Less food waste", "Better nutrition"),
            "nb": ("Mindre matsvinn", "Bedre ernæring"),
        },
        cpv_codes=("55520000", "15894200"),
        estimate="96 000 000",
        regime=Regime.NO_PART_3,
        procedure=Procedure.OPEN,
        winners=1,
        archive_case="26/2904",
        initiating="homes",
        benefiting=("homes",),
        way=(State.PLANNED,),
    ),
)
