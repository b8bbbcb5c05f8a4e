"""The file an officer fills in with the bids: made from the strategy, empty or with an invented example."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from marketkit.said import Figure, Said, say
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.spreadsheets import Cell, Sheet, csv_bytes

Speak = Callable[[Said], str]
# What the invented bids get: the share of each scale, and the price relative to the first.
EXAMPLE_BIDS = (
    ("Bid A", "Example Care AS", Fraction(8, 10), Fraction(1)),
    ("Bid B", "Example Technology AS", Fraction(6, 10), Fraction(9, 10)),
    ("Bid C", "Example Cooperative SA", Fraction(9, 10), Fraction(23, 20)),
)
EXAMPLE_PRICE = Fraction(1_000_000)
EXAMPLE_UNIT_PRICE = Fraction(250)


def columns(strategy: Strategy) -> list[str]:
    """The columns of a bid file in the order we offer them."""
    return ["bid", "supplier", "organisation_number", *(leaf.id for leaf in strategy.leaves()), "note"]


def empty_csv(strategy: Strategy) -> bytes:
    """A bid file with the header alone."""
    return csv_bytes(columns(strategy), [])


def example_csv(strategy: Strategy, *, decimal_mark: str = ".") -> bytes:
    """A bid file filled in with invented bids; it can be uploaded as it is."""
    return csv_bytes(columns(strategy), example_rows(strategy), decimal_mark=decimal_mark)


def workbook(strategy: Strategy, *, language: str, speak: Speak) -> bytes:
    """A workbook to fill in: the empty table first, then a filled example and what each column expects."""
    from marketkit.workbooks import workbook_bytes  # takes long to load

    header = columns(strategy)
    example = [[str(number), *row] for number, row in enumerate(example_rows(strategy), 1)]
    explained = [
        (column, *(speak(text) for text in explain(strategy, column, language))) for column in header
    ]
    return workbook_bytes(
        [
            Sheet("Bids", header),
            Sheet(speak(say("Example")), [speak(say("Example")), *header], example),
            Sheet(
                speak(say("Columns")),
                [speak(say("Column")), speak(say("What it is")), speak(say("What is expected"))],
                explained,
            ),
        ]
    )


def example_rows(strategy: Strategy) -> list[list[Cell]]:
    """Three invented bids with a value in every column."""
    rows: list[list[Cell]] = []
    for name, supplier, share, price in EXAMPLE_BIDS:
        values: list[Cell] = [example_value(leaf, share, price) for leaf in strategy.leaves()]
        rows.append([name, supplier, None, *values, None])
    return rows


def example_value(leaf: Criterion, share: Fraction, price: Fraction) -> Decimal:
    """An invented figure: a share of the leaf's scale, or of the example's price."""
    if leaf.scale is None:
        return _decimal((EXAMPLE_PRICE if leaf.quantity is None else EXAMPLE_UNIT_PRICE) * price)
    worst, best = leaf.scale
    return _decimal(worst + (best - worst) * share)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(str(Figure(value, 2)))


def explain(strategy: Strategy, column: str, language: str) -> tuple[Said, Said]:
    """What a column is and what may stand in it."""
    text = say("text, may be left out")
    if column == "bid":
        return say("The name of the bid"), say("text, a different one in every row")
    if column == "supplier":
        return say("Who submits the bid"), text
    if column == "organisation_number":
        return say("The supplier's organisation number"), text
    if column == "note":
        return say("Your own note"), text
    leaf = strategy.criterion(column)
    title = say("{title}", title=in_language(leaf.title, language))
    if leaf.scale is None:
        if leaf.quantity is not None:
            quantity = Figure(leaf.quantity, 4)
            unit = say(
                "unit price in {currency}, for {quantity} units",
                currency=strategy.currency,
                quantity=quantity,
            )
            return title, unit
        return title, say("amount in {currency}", currency=strategy.currency)
    worst, best = leaf.scale
    return title, say(
        "score from {worst} (worst) to {best} (best)", worst=Figure(worst, 4), best=Figure(best, 4)
    )
