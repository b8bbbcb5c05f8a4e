"""A rich draft written by hand: everything that a Word file of a contract has to show, in either language."""

from __future__ import annotations

from datetime import date

from marketkit.contracts.draft import (
    Appendix,
    Choose,
    Clause,
    Draft,
    Item,
    ItemList,
    Missing,
    Paragraph,
    Reference,
    Remark,
    RemarkKind,
    Table,
    Value,
    Words,
)
from marketkit.contracts.phrases import PHRASES

OPEN = "[price per month]"
PRICES = Table(
    tuple((Words(name),) for name in ("No.", "What is bought", "Unit", "Price", "Index")),
    (
        tuple(
            (Words(text),)
            for text in (
                "1",
                "Two nights of rest in a place of the buyer's choice",
                "night",
                "NOK 1 200",
                "CPI",
            )
        ),
    ),
)


def clause(place: int) -> Clause:
    """The clause at a place from 1: every third begins a new first level, its two followers are nested in each other."""
    before = f"clause-{place - 1}" if place > 1 else "prices"
    before_number = "Appendix 1" if place == 1 else _number(place - 1)
    return Clause(
        id=f"clause-{place}",
        number=_number(place),
        level=(place - 1) % 3 + 1,
        decided=place not in (2, 5),
        title=f"Terms of delivery & quality <{place}>",
        blocks=(
            Paragraph(
                (
                    Words(f"Notice {place}", defines=f"notice-{place}"),
                    Words(" means a message in writing. It is given as clause "),
                    Reference(before, before_number),
                    Words(" says, and costs "),
                    Value("price", "NOK 1 200,00", label="Price of a <notice>"),
                    Words(" or "),
                    Value("fee", OPEN, answered=False, label="price per month"),
                    Words(".\tNever "),
                    Words("later", emphasis=True),
                    Words(" than agreed. " + "The supplier tells the buyer as soon as it can. " * 6),
                )
            ),
            ItemList(
                (
                    Item((Words("first "), Value(f"kpis[{place}].name", "Fall & færre <b>"))),
                    Item((Words("and within it"),), level=1),
                    Item((Words("second"),)),
                ),
                lettered=True,
            ),
            ItemList((Item((Words("a point"),)),)),
            *((Choose("[Alternative: the buyer owns]"),) if place == 2 else ()),
            *(
                (
                    Table(
                        ((Words("Measure"),), (Words("Target"),)),
                        (((Words("Nights"),), (Value("kpis[1].target", "3"),)),),
                    ),
                )
                if place % 4 == 0
                else ()
            ),
        ),
        remarks=(
            Remark(RemarkKind.GUIDANCE, f"Why clause {place} is here.\n\nAnd what to look out for."),
            Remark(RemarkKind.LAW, "Directive 2014/24/EU article 72."),
        ),
    )


def _number(place: int) -> str:
    return ".".join([str((place - 1) // 3 + 1), "1", "1"][: (place - 1) % 3 + 1])


def rich_draft(clauses: int = 40, language: str = "en") -> Draft:
    """A draft of so many clauses with every feature."""
    labels = PHRASES[language].labels
    return Draft(
        id="D-0123456789ab",
        template="pilot",
        version="1.0.0",
        template_hash="a" * 64,
        answers_hash="b" * 64,
        language=language,
        title="Pilot with an option & more",
        subtitle="Supplement to <SSA>",
        reference="2026/041",
        buyer="Fjordvik kommune",
        labels=labels,
        clauses=tuple(clause(place) for place in range(1, clauses + 1)),
        appendices=(
            Appendix(
                "prices",
                "1",
                f"{labels.appendix} 1",
                "Price list",
                "the supplier",
                "with the bid",
                (
                    Paragraph((Words("Prices are in "), Value("currency", "NOK"), Words(". They hold for:"))),
                    ItemList((Item((Words("nights"),)), Item((Words("days"),), level=1))),
                    PRICES,
                ),
            ),
            Appendix("needs", "2", f"{labels.appendix} 2", "Needs", "the buyer", "before publication"),
        ),
        missing=(Missing("fee", "price per month", ("clause-1",)),),
        terms=tuple((f"Notice {place}", f"clause-{place}") for place in range(1, clauses + 1)),
        law_checked_on=date(2026, 11, 23),
    )
