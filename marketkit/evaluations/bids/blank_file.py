"""The spreadsheet an officer fills in with the bids of a lot and a round: what stands in the bids, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from marketkit.evaluations.bid_file import EXAMPLE_BIDS, Speak, example_value, explain
from marketkit.evaluations.bids.terms import RECEIVED, VARIANT
from marketkit.said import Said, say
from marketkit.sourcing.strategy import Criterion, Strategy
from marketkit.spreadsheets import Cell, Sheet, csv_bytes

EXPLAINED: dict[str, tuple[Said, Said]] = {
    VARIANT: (say("Whether the bid is a variant"), say("yes or no; empty is no")),
    RECEIVED: (
        say("When the tendering system received the bid"),
        say("a day and time such as 23.11.2026 12:00; empty: as given in the form"),
    ),
}


def header(leaves: Sequence[Criterion], *, prices_only: bool) -> list[str]:
    """The columns in the order we offer them."""
    ids = [leaf.id for leaf in leaves]
    if prices_only:
        return ["bid", *ids]
    return ["bid", "supplier", "organisation_number", *ids, VARIANT, RECEIVED, "note"]


def blank_csv(leaves: Sequence[Criterion], labels: Sequence[str], *, prices_only: bool) -> bytes:
    """The header, and a row for each bid that prices are asked of."""
    columns = header(leaves, prices_only=prices_only)
    return csv_bytes(columns, _rows(columns, labels))


def blank_workbook(
    strategy: Strategy,
    leaves: Sequence[Criterion],
    labels: Sequence[str],
    *,
    prices_only: bool,
    language: str,
    speak: Speak,
) -> bytes:
    """A workbook to fill in: the table first, then a filled example and what each column expects."""
    from marketkit.workbooks import workbook_bytes  # takes long to load

    columns = header(leaves, prices_only=prices_only)
    by_id = {leaf.id: leaf for leaf in leaves}
    example: list[list[Cell]] = []
    for number, (name, supplier, share, price) in enumerate(EXAMPLE_BIDS, 1):
        known: dict[str, Cell] = {"bid": name, "supplier": supplier}
        known |= {id_: example_value(leaf, share, price) for id_, leaf in by_id.items()}
        example.append([str(number), *(known.get(column) for column in columns)])
    told = [
        (column, *(speak(text) for text in EXPLAINED.get(column) or explain(strategy, column, language)))
        for column in columns
    ]
    return workbook_bytes(
        [
            Sheet("Bids", columns, _rows(columns, labels)),
            Sheet(speak(say("Example")), [speak(say("Example")), *columns], example),
            Sheet(
                speak(say("Columns")),
                [speak(say("Column")), speak(say("What it is")), speak(say("What is expected"))],
                told,
            ),
        ]
    )


def _rows(columns: Sequence[str], labels: Sequence[str]) -> list[list[Cell]]:
    return [[label, *[None] * (len(columns) - 1)] for label in labels]
