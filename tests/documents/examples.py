"""A document with every kind of block."""

from __future__ import annotations

from marketkit.documents.model import (
    Align,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Signatures,
    Table,
    Tone,
    bullets,
    cell,
    emphasis,
    formula,
    note,
    numbered,
    paragraph,
    row,
    runs,
    strong,
)


def everything(language: str = "en") -> Document:
    return Document(
        title="Evaluation of bids <draft>",
        language=language,
        author="Fjordvik kommune",
        reference="2026/14",
        subtitle="Home care & meals",
        facts=(("Procurement", "Home care"), ("Opened", "1 December 2026, 12:00")),
        blocks=(
            note("Nothing here is decided.", runs("It may ", strong("change"), "."), title="Draft"),
            Heading("What was decided"),
            paragraph("The contract goes to ", strong("Alfa & sønner AS"), ", see ", emphasis("Points"), "."),
            formula("40 × 100 ÷ 125 = 32.00"),
            Heading("Why", level=2),
            bullets("It is <b>best</b>", runs(strong("It"), " is cheap")),
            numbered("First this", "Then that"),
            paragraph("In between"),
            numbered("Once more from one"),
            Table(
                "Points",
                columns=(
                    Column("Criterion", width=3),
                    Column("Alfa", Align.END, width=1),
                    Column("Beta", Align.END, width=1),
                ),
                rows=(
                    row("Quality", "60.00", "48.00"),
                    row(cell("Continuity", indent=1), "60.00", "48.00"),
                    row("Price", "32.00", "40.00"),
                ),
                total=row("Sum", "92.00", "88.00"),
                row_headers=True,
            ),
            Table("No bids", columns=(Column("Bid"), Column("Why")), rows=()),
            note("Beware.", tone=Tone.WARNING),
            Facts((("Line one", "a\nb"),)),
            PageBreak(),
            Heading("Signed", level=3),
            Signatures(("Place and date", "Kari Nordmann, head of procurement")),
        ),
    )
