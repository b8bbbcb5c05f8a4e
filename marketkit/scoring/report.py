"""A result as lines of plain text for a person at the command line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction

from marketkit.numbers import plain_text
from marketkit.said import decimal_text
from marketkit.scoring.output import flag_text
from marketkit.scoring.result import RankedBid, Reason, Result
from marketkit.sourcing.strategy import Criterion, Strategy, in_language

WIDEST = 24
REASONS = {
    "below-min-score": "{criterion}: {value}, at least {required} is required",
    "below-min-percent": "{criterion}: {value} % of full marks, at least {required} % is required",
    "below-min-total-quality": "quality as a whole: {value} %, at least {required} % is required",
    "no-quality-points": "no quality points ({value}), so a price per point has no meaning",
}


def lines(result: Result) -> Iterator[str]:
    """The ranking as a table, then what it means in sentences."""
    strategy = result.strategy
    yield f"{in_language(strategy.title, 'en')} ({strategy.id})"
    yield f"Award method {strategy.award}; the {result.better} total wins. {price_basis_text(strategy)}"
    yield ""
    if result.ranking:
        yield from table(*_ranking_table(result))
        yield ""
    yield from _outcome(result)
    for excluded in result.excluded:
        yield f"Excluded: {excluded.bid.id}"
        for reason in excluded.reasons:
            yield f"  {reason_text(reason, strategy.places)}"
    for flag in result.flags:
        yield f"Low price: {flag.bid}: {flag_text(flag, strategy.places)}."
    for notice in result.warnings:
        yield notice.text


def price_basis_text(strategy: Strategy) -> str:
    """What the prices cover, in one sentence."""
    basis = strategy.price_basis
    parts = [
        f"VAT {in_language(basis.vat, 'en')}" if basis.vat else "",
        f"period {in_language(basis.period, 'en')}" if basis.period else "",
        f"options {in_language(basis.options, 'en')}" if basis.options else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Prices in {strategy.currency}{f' ({said})' if said else ''}."


def reason_text(reason: Reason, places: int) -> str:
    """Why a bid is out, with what it has and what was required."""
    return REASONS[reason.code].format(
        criterion=reason.criterion,
        value=plain_text(reason.value, places),
        required=plain_text(reason.required, places),
    )


def _outcome(result: Result) -> Iterator[str]:
    if len(result.winners) == 1:
        yield f"Winner: {result.winners[0]}. {lead_text(result)}".rstrip()
    elif result.winners:
        yield f"Winners: {', '.join(result.winners)}."
    if result.undecided:
        names = ", ".join(result.undecided)
        yield f"Undecided: {names} share the last place to be given; the strategy's tie-break does not part them."


def lead_text(result: Result) -> str:
    """How far first place is ahead of second; empty where there is no single first or no second."""
    first = result.first
    if first is None or len(result.ranking) < 2:
        return ""
    second = result.ranking[1]
    if first.total == second.total:
        return f"It has the same total as {second.bid.id} and wins by the tie-break."
    places = result.strategy.places
    return f"It leads {second.bid.id} by {decimal_text(abs(first.total - second.total), places)}."


def _ranking_table(result: Result) -> tuple[list[str], list[list[str]]]:
    strategy = result.strategy
    columns = list(strategy.criteria)
    header = ["rank", "bid", "total", *(criterion.id for criterion in columns)]
    rows = []
    for ranked in result.ranking:
        cells = [_cell(criterion, ranked, strategy.places) for criterion in columns]
        rows.append([str(ranked.rank), ranked.bid.id, decimal_text(ranked.total, strategy.places), *cells])
    return header, rows


def _cell(criterion: Criterion, ranked: RankedBid, places: int) -> str:
    """What a criterion gave: the weighted points where there are any, else the amount or the share."""
    score = ranked.scores[criterion.id]
    for value in (score.weighted, score.amount):
        if value is not None:
            return decimal_text(value, places)
    return f"{decimal_text(score.share * Fraction(100), places)} %" if score.share is not None else ""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, widest: int = WIDEST) -> Iterator[str]:
    """Columns that line up; text to the left, numbers to the right; cells over `widest` are cut with an ellipsis."""
    cut = [[_cut(cell, widest) for cell in row] for row in (header, *rows)]
    widths = [max(_width(row[column]) for row in cut) for column in range(len(header))]
    numeric = [
        bool(rows) and all(row[column][:1] in "-0123456789" for row in rows if row[column])
        for column in range(len(header))
    ]
    for row in cut:
        cells = []
        for cell, width, right in zip(row, widths, numeric, strict=True):
            gap = " " * (width - _width(cell))
            cells.append(gap + cell if right else cell + gap)
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    wide = sum(1 for character in text if unicodedata.east_asian_width(character) in "WF")
    marks = sum(1 for character in text if unicodedata.combining(character))
    return len(text) + wide - marks


def _cut(text: str, widest: int) -> str:
    return text if len(text) <= widest else text[: widest - 1] + "…"
