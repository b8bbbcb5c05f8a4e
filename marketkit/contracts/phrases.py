"""The few words that a draft holds beside those of its template, in each language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketkit.contracts.draft import Labels
from marketkit.contracts.template import Filler, Stance

LANGUAGES = ("en", "nb")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What assembly itself writes into a draft, in one language. Braces are filled in."""

    labels: Labels
    yes: str
    no: str
    none: str
    durations: Mapping[str, tuple[str, str]]
    alternative: str
    end_of_alternatives: str
    absent_clause: str
    absent_appendix: str
    row: str
    fillers: Mapping[Filler, str]
    stances: Mapping[Stance, str]
    regimes: Mapping[str, str]
    chosen: str
    possible: str
    undecided_clause: str
    undecided_appendix: str
    undecided_wording: str
    law: str
    in_provisions: Mapping[str, str]
    in_force: str
    checked: str
    unchecked: str
    left_at_default: str
    not_answered: str


PHRASES: Mapping[str, Phrases] = {
    "en": Phrases(
        labels=Labels(
            draft="Draft",
            legal_note="This is a draft for legal review. A lawyer must go through it before it is used.",
            contents="Contents",
            appendices="Appendices",
            appendix="Appendix",
            who_fills="Filled in by",
            when="When",
            definitions="Defined terms",
            undecided="[Not decided yet whether this clause stands]",
            buyer="Buyer",
            reference="Reference",
            template="Template",
            law_checked="Law checked",
            page="Page {page} of {pages}",
        ),
        yes="yes",
        no="no",
        none="none",
        durations={
            "days": ("day", "days"),
            "weeks": ("week", "weeks"),
            "months": ("month", "months"),
            "years": ("year", "years"),
        },
        alternative="[Alternative: {title}]",
        end_of_alternatives="[End of the alternatives]",
        absent_clause="[clause “{title}”, which is not in this draft]",
        absent_appendix="[appendix “{title}”, which is not in this draft]",
        row="{list}, row {row}: {field}",
        fillers={
            Filler.BUYER: "The buyer",
            Filler.SUPPLIER: "The supplier",
            Filler.BOTH: "The buyer and the supplier",
        },
        stances={
            Stance.BUYER: "favours the buyer",
            Stance.BALANCED: "balanced",
            Stance.SUPPLIER: "favours the supplier",
        },
        regimes={"no": "Norway", "eu": "EU", "uk": "United Kingdom"},
        chosen="Wording chosen: {title} ({stance}).",
        possible="Possible wording: {title} ({stance}).",
        undecided_clause="Not decided yet whether this clause stands. That follows from: {labels}.",
        undecided_appendix="Not decided yet whether this appendix is part of the contract. That follows from: {labels}.",
        undecided_wording="Not decided yet which wording stands. That follows from: {labels}.",
        law="Rests on {references}.",
        in_provisions={},
        in_force="in force from {day}",
        checked="checked {day}",
        unchecked="not checked against the source",
        left_at_default="{label}: left at {value}, the value the template suggests. {rationale}",
        not_answered="Not answered yet: {labels}.",
    ),
    "nb": Phrases(
        labels=Labels(
            draft="Utkast",
            legal_note="Dette er et utkast til juridisk gjennomgang. En jurist må gå gjennom det før det brukes.",
            contents="Innhold",
            appendices="Bilag",
            appendix="Bilag",
            who_fills="Fylles ut av",
            when="Når",
            definitions="Definerte ord",
            undecided="[Ikke avgjort om dette punktet skal være med]",
            buyer="Oppdragsgiver",
            reference="Referanse",
            template="Mal",
            law_checked="Rettskilder kontrollert",
            page="Side {page} av {pages}",
        ),
        yes="ja",
        no="nei",
        none="ingen",
        durations={
            "days": ("dag", "dager"),
            "weeks": ("uke", "uker"),
            "months": ("måned", "måneder"),
            "years": ("år", "år"),
        },
        alternative="[Alternativ: {title}]",
        end_of_alternatives="[Slutt på alternativene]",
        absent_clause="[punktet «{title}», som ikke er med i dette utkastet]",
        absent_appendix="[bilaget «{title}», som ikke er med i dette utkastet]",
        row="{list}, rad {row}: {field}",
        fillers={
            Filler.BUYER: "Oppdragsgiver",
            Filler.SUPPLIER: "Leverandøren",
            Filler.BOTH: "Oppdragsgiver og leverandøren",
        },
        stances={
            Stance.BUYER: "til fordel for oppdragsgiver",
            Stance.BALANCED: "balansert",
            Stance.SUPPLIER: "til fordel for leverandøren",
        },
        regimes={"no": "Norge", "eu": "EU", "uk": "Storbritannia"},
        chosen="Valgt ordlyd: {title} ({stance}).",
        possible="Mulig ordlyd: {title} ({stance}).",
        undecided_clause="Det er ikke avgjort om dette punktet skal være med. Det følger av: {labels}.",
        undecided_appendix="Det er ikke avgjort om dette bilaget skal være med. Det følger av: {labels}.",
        undecided_wording="Det er ikke avgjort hvilken ordlyd som gjelder. Det følger av: {labels}.",
        law="Bygger på {references}.",
        in_provisions={"and": "og", "or": "eller", "to": "til"},
        in_force="gjelder fra {day}",
        checked="kontrollert {day}",
        unchecked="ikke kontrollert mot kilden",
        left_at_default="{label}: står som {value}, som malen foreslår. {rationale}",
        not_answered="Ikke besvart ennå: {labels}.",
    ),
}
