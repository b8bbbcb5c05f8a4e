"""A site and an entry of three versions in few words, entries drawn at random with hostile texts, and how these read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import (
    DialogueDate,
    DialogueKind,
    Entry,
    Plan,
    PlanVersion,
    Reason,
    Standing,
    ValueBand,
)
from marketkit.roadmap.site import Site
from marketkit.values import Money, Precision, Window

OSLO = ZoneInfo("Europe/Oslo")
LATER = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!--&amp;--><![CDATA[",
    '=HYPERLINK("http://x.example","y")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "one\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:two",
    "one\nATTENDEE:mailto:x@x.example",
    "a\x00b\x01c\x0bd\x1fe\x7ff\x85g\u2028h\u2029i\ufffej",
    "lone \ud800 half",
    "back\\slash; comma, colon: \\n \\; done",
    "🏥👩🏽‍⚕️ " * 30,
    "שלום \u202etxt.exe\u202c عالم",
    "x" * 4000,
    "a; b, c;d",
    "  room  on both sides\n\n",
    "#fragment",
)


def site(**changes: Any) -> Site:
    given: dict[str, Any] = {
        "base_url": "https://fjordvik.example/roadmap",
        "buyer_name": "Fjordvik kommune",
        "zone": OSLO,
        "organisation_number": "987654325",
    }
    return Site(**given | changes)


def version(number: int, at: str, plan: Plan, reason: Reason = Reason.FIRST, note: str = "") -> PlanVersion:
    when = datetime.fromisoformat(at)
    return PlanVersion(
        number=number, at=when, on=when.astimezone(OSLO).date(), plan=plan, reason=reason, note=note
    )


def three_versions() -> Entry:
    """Published for a quarter; moved to one day with one lot less and no upper value; begun the day after that."""
    said: dict[str, Any] = {
        "title": "Safety alarms at home",
        "need": "The contract ends.",
        "resident_change": "Alarms work outdoors.",
        "unit": "Home care",
        "cpv_codes": ("85312000-9", "35121700"),
        "nuts_codes": ("NO083",),
        "regime": Regime.NO_PART_2,
        "procedure": Procedure.RESTRICTED,
        "contract_model": "framework-agreement",
        "for_small": True,
        "contact": "innkjop@fjordvik.example",
        "confidence": Confidence.MEDIUM,
    }
    talk = DialogueDate(
        Window.parse("2026-12-10"), DialogueKind.CONFERENCE, "Town hall, room 2; bring questions"
    )
    first = Plan(
        **said,
        value=ValueBand(Money.of(4_000_000, "NOK"), Money(650_000_050, "NOK")),
        lots=("Alarms", "Response service"),
        window=Window.parse("2027-Q1"),
        contract_window=Window.parse("2027-H2"),
        dialogue=(talk,),
        expiring_contract="Alarms 2022–2027",
    )
    second = Plan(
        **said,
        value=ValueBand(Money.of(4_000_000, "NOK")),
        lots=("Alarms",),
        window=Window.parse("2027-04-12"),
        dialogue=(talk,),
    )
    third = Plan(
        **said,
        value=second.value,
        lots=second.lots,
        window=second.window,
        dialogue=(talk,),
        standing=Standing.STARTED,
        ended_on=date(2027, 4, 13),
    )
    return Entry(
        key="fjordvik-2027-012",
        versions=(
            version(1, "2026-11-23T23:30:00+00:00", first),
            version(2, "2027-01-15T08:00:00+00:00", second, Reason.CAPACITY, "Two colleagues have left"),
            version(3, "2027-04-13T06:00:00+00:00", third, Reason.STARTED),
        ),
        reviewed=(date(2027, 2, 1),),
        procurements=("2027/88",),
        notices=("https://doffin.example/2027-104711",),
    )


texts = st.one_of(
    st.just(""),
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.builds(str.__add__, *[st.sampled_from(HOSTILE)] * 2),
)
days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
windows = st.builds(
    lambda first, length, precision: Window.around(first, first + timedelta(length), precision),
    days,
    st.integers(0, 500),
    st.sampled_from(Precision),
)
currencies = st.sampled_from(["NOK", "EUR", "JPY", "KWD"])
bands = st.builds(
    lambda currency, low, more, shown: ValueBand(
        Money(low, currency) if "l" in shown else None, Money(low + more, currency) if "h" in shown else None
    ),
    currencies,
    st.integers(0, 10**14),
    st.integers(0, 10**14),
    st.sampled_from(["", "l", "h", "lh"]),
)
many = st.lists(texts, max_size=3).map(tuple)
cpv_codes = st.sampled_from(["85312000", "85312000-9", "35121700-5", "45000000", "48000000-8", "72000000"])
flags = st.sampled_from([None, True, False])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    standing = draw(st.sampled_from([*Standing, Standing.PLANNED, Standing.PLANNED]))
    return Plan(
        title=draw(texts),
        need=draw(texts),
        resident_change=draw(texts),
        unit=draw(texts),
        cpv_codes=draw(st.lists(st.one_of(cpv_codes, texts), max_size=3).map(tuple)),
        nuts_codes=draw(
            st.lists(st.one_of(st.sampled_from(["NO083", "NO", "SE11"]), texts), max_size=2).map(tuple)
        ),
        value=draw(bands),
        regime=draw(st.one_of(st.none(), st.sampled_from(Regime))),
        procedure=draw(st.one_of(st.none(), st.sampled_from(Procedure))),
        contract_model=draw(texts),
        lots=draw(many),
        for_small=draw(flags),
        for_non_profit=draw(flags),
        contact=draw(
            st.one_of(texts, st.sampled_from(["a@b.example", "https://b.example/c", "+47 69 00 00 00"]))
        ),
        window=draw(st.one_of(st.none(), windows)),
        contract_window=draw(st.one_of(st.none(), windows)),
        confidence=draw(st.one_of(st.none(), st.sampled_from(Confidence))),
        dialogue=draw(
            st.lists(st.builds(DialogueDate, windows, st.sampled_from(DialogueKind), texts), max_size=2).map(
                tuple
            )
        ),
        expiring_contract=draw(texts),
        standing=standing,
        ended_on=None if standing.is_open else draw(days),
    )


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 10**7)))
    versions = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        plan = draw(plans())
        versions.append(version(number, at.isoformat(), plan, draw(st.sampled_from(Reason)), draw(texts)))
        at += timedelta(seconds=draw(st.sampled_from([0.25, 1, 3600, 10**6])))
    return Entry(
        key=draw(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True)),
        versions=tuple(versions),
        reviewed=tuple(draw(st.lists(days, max_size=2))),
        procurements=draw(many),
        notices=draw(many),
        invented=draw(st.booleans()),
    )


def fit(text: str) -> str:
    """What every format can hold of a text: line breaks as one sign, nothing that XML 1.0 forbids, no room around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if is_xml(ord(each))).strip()


def one_line(text: str) -> str:
    """The same in one line with single spaces."""
    return " ".join(fit(text.replace("\r", " ").replace("\n", " ")).split())


def is_xml(point: int) -> bool:
    return (
        point in (0x9, 0xA)
        or 0x20 <= point <= 0xD7FF
        or 0xE000 <= point <= 0xFFFD
        or 0x10000 <= point <= 0x10FFFF
    )
