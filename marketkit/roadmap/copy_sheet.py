"""A sheet to copy from when a planning notice is typed into a form by hand, as most municipalities do. Pure.

One row per field of subtype E2 that a buyer fills in, in the order of the form, with what the plan says in plain text
and a note where it says nothing or where the form asks for a choice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from marketkit.roadmap.eforms_facts import NoticeFacts, NoticeSite, Place, Translate, facts_of
from marketkit.roadmap.eforms_faults import faults_of
from marketkit.roadmap.plan import Entry
from marketkit.said import Said, say

BUYER, PURPOSE, SCOPE = say("Buyer"), say("Procedure: purpose"), say("Procedure: scope")
WHERE, MORE = say("Procedure: place of performance"), say("Procedure: additional information")
ORGANISATION = say("Organisations")
NATURES = {"services": say("services"), "supplies": say("supplies"), "works": say("works")}
NOT_KNOWN = say("not in the plan; type it if the form asks for it")
CHOOSE = say("choose it in the form")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A field of the form: its section, its id ("BT-21-Procedure"), its name, our value, a note where one is needed.

    `fault`: the note tells what is missing or wrong for a valid notice.
    """

    section: Said
    term: str
    name: Said
    value: str
    note: Said | None = None
    fault: bool = False


def copy_sheet(
    entry: Entry, site: NoticeSite, *, today: date, translate: Translate = str
) -> tuple[SheetRow, ...]:
    """Every row for an entry as it is planned now. `today` is in the buyer's zone; `translate` as in `facts_of`."""
    facts = facts_of(entry, site, translate)
    faults = faults_of(facts, entry.plan, today)
    wrong: dict[tuple[object, object], str] = {
        (fault.column, fault.row): fault.message for fault in reversed(faults)
    }
    rows = []
    for row in _all(facts, bool(entry.plan.lots)):
        message = wrong.get((row.term, row.section.values.get("number")))
        if isinstance(message, Said):
            row = dataclasses.replace(row, note=message, fault=True)
        elif not row.value and row.note is None:
            row = dataclasses.replace(row, note=NOT_KNOWN)
        rows.append(row)
    return tuple(rows)


def _all(facts: NoticeFacts, has_lots: bool) -> Iterator[SheetRow]:
    yield from _notice(facts)
    yield from _buyer(facts)
    yield from _purpose(facts)
    yield from _scope(facts)
    for number, title in enumerate(facts.parts, start=1):
        yield from _part(facts, number, title, has_lots)
    yield from _organisation(facts)


def _notice(facts: NoticeFacts) -> Iterator[SheetRow]:
    section = say("Notice")
    kind = say("planning notice for information only, subtype E2 (national)")
    yield SheetRow(section, "BT-02-notice", say("Notice type"), kind, CHOOSE)
    yield SheetRow(section, "BT-702(a)-notice", say("Language of the notice"), facts.language, CHOOSE)


def _buyer(facts: NoticeFacts) -> Iterator[SheetRow]:
    buyer = facts.buyer
    yield SheetRow(BUYER, "OPT-300-Procedure-Buyer", say("Buyer"), buyer.name)
    yield SheetRow(BUYER, "BT-11-Procedure-Buyer", say("Legal type of the buyer"), buyer.legal_type)
    yield SheetRow(BUYER, "BT-10-Procedure-Buyer", say("Main activity of the buyer"), buyer.activity)
    yield SheetRow(BUYER, "BT-508-Procedure-Buyer", say("Buyer profile (web address)"), buyer.profile_url)


def _purpose(facts: NoticeFacts) -> Iterator[SheetRow]:
    law = say("choose the same rules in the form's own list")
    day = facts.planned.isoformat() if facts.planned else ""
    vague = (
        None if day else say("the form takes an exact day; leave it empty while the plan is a longer window")
    )
    nature = say("from the main CPV code; change it if most of the contract is something else")
    yield SheetRow(PURPOSE, "BT-01-notice", say("Legal basis"), facts.law, law)
    yield SheetRow(PURPOSE, "BT-127-notice", say("Planned day of the competition notice"), day, vague)
    yield SheetRow(PURPOSE, "BT-22-Procedure", say("Internal identifier"), facts.key)
    yield SheetRow(PURPOSE, "BT-21-Procedure", say("Title"), facts.title)
    yield SheetRow(PURPOSE, "BT-24-Procedure", say("Description"), facts.description)
    yield SheetRow(PURPOSE, "BT-23-Procedure", say("Main nature"), NATURES.get(facts.nature, ""), nature)


def _scope(facts: NoticeFacts) -> Iterator[SheetRow]:
    value = str(facts.value) if facts.value else ""
    without = say("without VAT, options and renewals included") if value else None
    yield SheetRow(SCOPE, "BT-27-Procedure", say("Estimated value"), value, without)
    yield SheetRow(SCOPE, "BT-262-Procedure", say("Main CPV code"), facts.cpv)
    more = ", ".join(facts.more_cpv)
    yield SheetRow(SCOPE, "BT-263-Procedure", say("Additional CPV codes"), more)
    for place in facts.places or (Place(""),):
        yield from _where(WHERE, "Procedure", place)
    yield SheetRow(MORE, "BT-300-Procedure", say("Additional information"), facts.note)


def _part(facts: NoticeFacts, number: int, title: str, has_lots: bool) -> Iterator[SheetRow]:
    """A part's rows; codes and places are the whole's, which the form asks for again."""
    section = say("Part {number}", number=number)
    alone = None if has_lots else say("the plan has no lots; the form asks for one part all the same")
    small = "" if facts.for_small is None else say("yes") if facts.for_small else say("no")
    yield SheetRow(section, "BT-21-Part", say("Title"), title, alone)
    yield SheetRow(
        section, "BT-24-Part", say("Description"), facts.description, say("the same as for the whole")
    )
    yield SheetRow(section, "BT-23-Part", say("Main nature"), NATURES.get(facts.nature, ""))
    yield SheetRow(section, "BT-726-Part", say("Suitable for small and medium-sized firms"), small)
    yield SheetRow(section, "BT-262-Part", say("Main CPV code"), facts.cpv)
    if facts.more_cpv:
        yield SheetRow(section, "BT-263-Part", say("Additional CPV codes"), ", ".join(facts.more_cpv))
    for place in facts.places:
        yield from _where(section, "Part", place)


def _where(section: Said, level: str, place: Place) -> Iterator[SheetRow]:
    if place.nuts or not place.country:
        yield SheetRow(section, f"BT-5071-{level}", say("NUTS code"), place.nuts)
    yield SheetRow(section, f"BT-5141-{level}", say("Country"), place.country)
    if place.country and not place.nuts:
        yield SheetRow(
            section, f"BT-727-{level}", say("Place without an address"), say("anywhere in the country")
        )
    if place.remark:
        yield SheetRow(section, f"BT-728-{level}", say("Remark on the place"), place.remark)


def _organisation(facts: NoticeFacts) -> Iterator[SheetRow]:
    buyer = facts.buyer
    for term, name, value in (
        ("BT-500", say("Official name"), buyer.name),
        ("BT-501", say("Organisation number"), buyer.organisation_number),
        ("BT-510(a)", say("Street"), buyer.street),
        ("BT-513", say("City"), buyer.city),
        ("BT-512", say("Post code"), buyer.post_code),
        ("BT-507", say("NUTS code"), buyer.nuts),
        ("BT-514", say("Country"), buyer.country),
        ("BT-506", say("E-mail"), buyer.email),
        ("BT-503", say("Telephone"), buyer.phone),
    ):
        yield SheetRow(ORGANISATION, f"{term}-Organization-Company", name, value)
