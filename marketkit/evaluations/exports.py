"""A result as files to take away: a workbook with a sheet for each view, and a flat table as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from marketkit.evaluations.arithmetic import Arithmetic
from marketkit.evaluations.explanation import Explanation
from marketkit.said import decimal_text, say
from marketkit.scoring.result import Result, Score
from marketkit.scoring.sensitivity import Sensitivity
from marketkit.sourcing.strategy import Criterion, in_language
from marketkit.spreadsheets import Cell, Sheet, csv_bytes

Speak = Callable[[str], str]
SHARE_PLACES = 6


@dataclass(frozen=True, slots=True)
class HandExclusion:
    """A bid an officer took out, on a ground; `ground` is already in the reader's language."""

    bid: str
    ground: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Takeaway:
    """Everything a file needs: the result, what it depends on, where it came from, and how to say it.

    `status` stands in every file ("Trial calculation" until the strategy is locked); `facts` are label and value
    pairs about the origin (file, version, time, fingerprint of the strategy).
    """

    result: Result
    sensitivity: Sensitivity | None
    by_hand: tuple[HandExclusion, ...]
    status: str
    facts: tuple[tuple[str, str], ...]
    language: str
    speak: Speak

    @property
    def places(self) -> int:
        return self.result.strategy.display_places

    def number(self, value: Fraction | None) -> Decimal | None:
        return None if value is None else Decimal(decimal_text(value, self.places))

    def name(self, criterion: Criterion) -> str:
        return in_language(criterion.title, self.language)


def result_csv(take: Takeaway, *, decimal_mark: str = ".") -> bytes:
    """One row a bid, with what every criterion gave. The first column says whether the result is a trial."""
    header = ["status", "rank", "bid", "supplier", "organisation_number", "total"]
    criteria = list(take.result.strategy.walk())
    for criterion in criteria:
        header.extend(f"{criterion.id}_{part}" for part in _parts(criterion))
    rows: list[list[Cell]] = []
    for ranked in take.result.ranking:
        bid = ranked.bid
        row: list[Cell] = [take.status, ranked.rank, bid.id, bid.supplier, bid.organisation_number]
        row.append(take.number(ranked.total))
        for criterion in criteria:
            values = _values(take, ranked.scores[criterion.id])
            row.extend(values[part] for part in _parts(criterion))
        rows.append(row)
    for excluded in take.result.excluded:
        bid = excluded.bid
        rows.append([take.status, None, bid.id, bid.supplier, bid.organisation_number, None])
    rows.extend([take.status, None, out.bid, None, None, None] for out in take.by_hand)
    width = len(header)
    padded = [row + [None] * (width - len(row)) for row in rows]
    return csv_bytes(header, padded, decimal_mark=decimal_mark)


def _parts(criterion: Criterion) -> list[str]:
    parts = ["raw"] if criterion.is_leaf else []
    return [*parts, "amount", "share", "weighted"] if criterion.is_cost else [*parts, "share", "weighted"]


def _values(take: Takeaway, score: Score) -> dict[str, Cell]:
    share = None if score.share is None else Decimal(decimal_text(score.share, SHARE_PLACES))
    return {
        "raw": take.number(score.raw),
        "amount": take.number(score.amount),
        "share": share,
        "weighted": take.number(score.weighted),
    }


def result_xlsx(take: Takeaway) -> bytes:
    """A workbook with one sheet for each view of the result."""
    from marketkit.workbooks import workbook_bytes  # takes long to load

    return workbook_bytes(_sheets(take))


def _sheets(take: Takeaway) -> Iterator[Sheet]:
    speak, explanation = take.speak, Explanation(take.result, take.language)
    yield _ranking(take)
    yield _criteria(take)
    yield _workings(take)
    yield Sheet(
        speak(say("Excluded")),
        [speak(say("Bid")), speak(say("Why"))],
        [
            *((out.bid, f"{out.ground}: {out.explanation}") for out in take.by_hand),
            *(
                (excluded.bid.id, speak(reason))
                for excluded in take.result.excluded
                for reason in explanation.excluded(excluded)
            ),
        ],
    )
    if take.result.flags:
        yield Sheet(
            speak(say("Low prices")),
            [speak(say("Bid")), speak(say("What was found"))],
            [(flag.bid, speak(explanation.flag(flag))) for flag in take.result.flags],
        )
    if take.sensitivity is not None:
        yield from _sensitivity(take, take.sensitivity)
    yield Sheet(
        speak(say("About")),
        [take.status, ""],
        [
            *take.facts,
            *((speak(say("Note")), speak(explanation.notice(notice))) for notice in take.result.warnings),
        ],
    )


def _ranking(take: Takeaway) -> Sheet:
    speak, strategy = take.speak, take.result.strategy
    header = [
        speak(say("Status")),
        speak(say("Place")),
        speak(say("Bid")),
        speak(say("Supplier")),
        speak(say("Total")),
        *(take.name(criterion) for criterion in strategy.criteria),
    ]
    rows: list[list[Cell]] = []
    for ranked in take.result.ranking:
        row: list[Cell] = [
            take.status,
            ranked.rank,
            ranked.bid.id,
            ranked.bid.supplier,
            take.number(ranked.total),
        ]
        for criterion in strategy.criteria:
            score = ranked.scores[criterion.id]
            row.append(take.number(score.amount if score.weighted is None else score.weighted))
        rows.append(row)
    return Sheet(speak(say("Ranking")), header, rows, strategy.places)


def _criteria(take: Takeaway) -> Sheet:
    speak = take.speak
    header = [
        speak(say("Bid")),
        speak(say("Criterion")),
        speak(say("In the bid")),
        speak(say("Amount")),
        speak(say("Share of full marks")),
        speak(say("Counts")),
    ]
    rows: list[list[Cell]] = []
    for ranked in take.result.ranking:
        for criterion in take.result.strategy.walk():
            values = _values(take, ranked.scores[criterion.id])
            rows.append([ranked.bid.id, take.name(criterion), *values.values()])
    return Sheet(speak(say("Criteria")), header, rows, take.places)


def _workings(take: Takeaway) -> Sheet:
    speak, arithmetic = take.speak, Arithmetic(take.result)
    rows: list[list[Cell]] = []
    for ranked in take.result.ranking:
        for criterion in take.result.strategy.walk():
            said = arithmetic.criterion(criterion, ranked.scores[criterion.id])
            if said is not None:
                rows.append([ranked.bid.id, take.name(criterion), speak(said)])
        rows.append([ranked.bid.id, speak(say("Total")), speak(arithmetic.total(ranked))])
    return Sheet(
        speak(say("Workings")), [speak(say("Bid")), speak(say("Criterion")), speak(say("Calculation"))], rows
    )


def _sensitivity(take: Takeaway, found: Sensitivity) -> Iterator[Sheet]:
    speak, strategy = take.speak, take.result.strategy
    explanation = Explanation(take.result, take.language)
    bid = speak(say("Bid"))
    if found.intervals:
        header = [
            speak(say("Criterion")),
            speak(say("Weight")),
            speak(say("Lowest weight")),
            speak(say("Below it wins")),
            speak(say("Highest weight")),
            speak(say("Above it wins")),
        ]
        rows: list[list[Cell]] = [
            [
                take.name(strategy.criterion(interval.criterion)),
                take.number(interval.weight),
                take.number(interval.low),
                interval.low_rival,
                take.number(interval.high),
                interval.high_rival,
            ]
            for interval in found.intervals
        ]
        yield Sheet(speak(say("Weights")), header, rows)
    if found.prices:
        header = [bid, speak(say("Criterion")), speak(say("Price in the bid")), speak(say("Price to tie"))]
        rows = [
            [
                price.bid,
                take.name(strategy.criterion(price.criterion)),
                take.number(take.result.ranked(price.bid).scores[price.criterion].amount),
                take.number(price.amount),
            ]
            for price in found.prices
        ]
        yield Sheet(speak(say("Price to tie (internal)")), header, rows, strategy.places)
    if found.removals:
        header = [
            speak(say("Without")),
            speak(say("Order changes")),
            speak(say("Order after")),
            speak(say("Cause")),
        ]
        rows = [
            [
                removal.without,
                speak(say("yes") if removal.changed else say("no")),
                " > ".join(" = ".join(group) for group in removal.after),
                speak(explanation.named(removal.cause)) if removal.cause else None,
            ]
            for removal in found.removals
        ]
        yield Sheet(speak(say("Without one bid")), header, rows)
    if found.simulation.first_place_share:
        share = speak(say("First place, percent of the draws"))
        rows = [[name, take.number(100 * part)] for name, part in found.simulation.first_place_share.items()]
        yield Sheet(speak(say("Drawn weights")), [bid, share], rows)
