"""Proposes a mapping from the headings of a list, in English and Norwegian, with how sure each proposal is. Pure.

It is a proposal: a person looks at it before anything is imported.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marketkit.procurements.search import fold
from marketkit.roadmap.mapping import KRONER, AmountStyle, ColumnMapping, Source
from marketkit.roadmap.window_words import PLAIN, DateStyle

KEY, AS_OF = "key", "as_of"


class Sureness(enum.Enum):
    """How sure a proposal is: the heading is one of our words; holds one; nothing fits."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is thought to hold: a field of the mapping, "key", "as_of", or "" where nothing fits.

    `word` is the one of our words that it was recognised by.
    """

    header: str
    field: str
    sureness: Sureness
    word: str = ""


# Our words for each field, folded; earlier fields are looked for first.
WORDS: dict[str, tuple[str, ...]] = {
    KEY: ("id", "row id", "key", "nokkel", "reference", "referanse", "ref", "saksnummer", "listing id", "number", "nr"),
    AS_OF: ("snapshot", "as of", "updated", "last updated", "oppdatert", "sist oppdatert", "per dato", "uttrekk"),
    "expiring_contract": ("expiring contract", "current contract", "incumbent", "dagens avtale", "lopende avtale", "utlopende avtale"),
    "contract_window": ("contract start", "contract begins", "award", "award date", "kontraktstart", "avtalestart", "oppstart", "kontraktsstart"),
    "window": ("window", "when", "solicitation", "solicit", "solicitation date", "publication date", "planned date", "start", "nar",
               "tidspunkt", "kunngjoring", "kunngjores", "kunngjoringsdato", "utlysning", "lyses ut", "planlagt tidspunkt", "vindu"),
    "value_low": ("min", "minimum", "minimum value", "value from", "low", "verdi fra", "laveste verdi"),
    "value_high": ("max", "maximum", "maximum value", "value to", "high", "verdi til", "hoyeste verdi"),
    "value": ("value", "estimated value", "amount", "budget", "verdi", "estimert verdi", "anslatt verdi", "belop", "ramme"),
    "cpv_codes": ("cpv", "cpv code", "cpv codes", "cpv-kode", "cpv-koder", "cpv kode"),
    "nuts_codes": ("nuts", "nuts code", "nuts-kode", "nuts kode"),
    "procedure": ("procedure", "procurement method", "prosedyre", "konkurranseform", "anskaffelsesprosedyre"),
    "regime": ("regime", "legal basis", "regelverk", "foa del"),
    "for_small": ("sme", "small firms", "small business", "smb", "sma bedrifter"),
    "for_non_profit": ("non-profit", "nonprofit", "vcse", "ideell", "ideelle"),
    "standing": ("status", "standing", "tilstand"),
    "ended_on": ("started on", "ended on", "cancelled on", "startet dato", "avlyst dato"),
    "confidence": ("confidence", "certainty", "sikkerhet", "sannsynlighet"),
    "contact": ("contact", "contact e-mail", "email", "e-mail", "kontakt", "e-post", "epost", "kontaktpunkt"),
    "unit": ("unit", "department", "organisation", "organization", "org", "office", "enhet", "avdeling", "virksomhet", "etat", "oppdragsgiver"),
    "lots": ("lots", "lot", "delkontrakter", "delkontrakt"),
    "contract_model": ("contract model", "contract type", "kontraktsmodell", "avtaletype", "kontraktstype"),
    "resident_change": ("what changes for residents", "for residents", "hva endres for innbyggerne", "for innbyggerne", "innbyggernytte"),
    "title": ("title", "name", "subject", "tittel", "navn", "anskaffelse", "hva", "what", "oppdrag"),
    "need": ("need", "description", "desc", "purpose", "scope", "details", "behov", "beskrivelse", "formal", "omfang"),
}  # fmt: skip


def guess(headers: Iterable[str]) -> tuple[Guess, ...]:
    """A proposal for each heading, in their order; no field is proposed twice.

    Headings that are one of our words come before those that only hold one. Where nothing is called a title, a
    description is taken for it.
    """
    names = list(headers)
    found: dict[int, Guess] = {}
    taken: set[str] = set()
    for sureness in (Sureness.SURE, Sureness.LIKELY):
        for at, field, word in _fits(names, sureness):
            if at not in found and field not in taken and not _clashes(field, taken):
                found[at] = Guess(names[at], field, sureness, word)
                taken.add(field)
    if "title" not in taken:
        for at, each in found.items():
            if each.field == "need":
                found[at] = Guess(each.header, "title", Sureness.LIKELY, each.word)
    return tuple(found.get(at, Guess(name, "", Sureness.NONE)) for at, name in enumerate(names))


def mapping_of(
    guesses: Iterable[Guess], list_name: str, *, dates: DateStyle = PLAIN, amounts: AmountStyle = KRONER
) -> ColumnMapping:
    """The mapping that proposals come to; columns without a field are left out on purpose."""
    every = tuple(guesses)
    special = {each.field: each.header for each in every if each.field in (KEY, AS_OF)}
    return ColumnMapping(
        list_name=list_name,
        fields={
            each.field: Source(columns=(each.header,))
            for each in every
            if each.field and each.field not in (KEY, AS_OF)
        },
        key=(special[KEY],) if KEY in special else (),
        as_of_column=special.get(AS_OF, ""),
        dates=dates,
        amounts=amounts,
        ignored=tuple(each.header for each in every if not each.field and each.header),
    )


def _fits(names: list[str], sureness: Sureness) -> Iterator[tuple[int, str, str]]:
    """Every heading and field that go together: (position, field, our word)."""
    plain = [" ".join(re.sub(r"[_/.:()?*]+", " ", fold(name)).split()) for name in names]
    for field, words in WORDS.items():
        for at, name in enumerate(plain):
            for word in words:
                held = name == word if sureness is Sureness.SURE else _holds(name, word)
                if held:
                    yield at, field, word


def _holds(name: str, word: str) -> bool:
    """Whether a heading holds a word of ours, or is a compound that begins with a long one ("tittelen")."""
    edge = "" if len(word) > 4 else r"\b"
    return len(word) > 2 and bool(re.search(rf"\b{re.escape(word)}{edge}", name))


def _clashes(field: str, taken: set[str]) -> bool:
    """One amount for both ends does not stand beside an amount for one of them."""
    return field == "value" and bool(taken & {"value_low", "value_high"})
