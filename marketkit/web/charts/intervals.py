"""Intervals: how far a value may move, low to high, and where it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.web.charts.drawing import (
    COLOURS,
    FAINT,
    INK,
    MARGIN,
    PAPER,
    SIZE,
    SMALL,
    WIDTH,
    Chart,
    Number,
    Scale,
    Sheet,
    Show,
    exact,
    legend,
)
from marketkit.web.charts.text import clean, fit, width

NAME_ROOM = 190.0
ROW = 46.0
THICKNESS = 12.0
MARKER = 8.0


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, standing at `now`; low ≤ high."""

    name: str
    low: Number
    high: Number
    now: Number


def interval_chart(
    *,
    name: str,
    title: str,
    description: str,
    intervals: Sequence[Interval],
    low: Number,
    high: Number,
    words: tuple[str, str],
    show: Show,
) -> Chart:
    """One row for each interval on an axis that spans at least `low` to `high`.

    `words` name the range and the present value in the legend. Raises ValueError when an interval's ends are the
    wrong way round or a value is not finite.
    """
    rows = [_exact(interval) for interval in intervals]
    sheet = Sheet(name=name, title=title, description=description)

    def sample(number: int, x: float, y: float) -> None:
        if number == 0:
            sheet.add("rect", x=x, y=y - THICKNESS / 2, width=18.0, height=THICKNESS, rx=3.0, fill=COLOURS[0])
        else:
            _marker(sheet, x + 9.0, y)

    top = legend(sheet, words, MARGIN, sample) + 8.0
    values = [value for row in rows for value in row]
    ends = (min([exact(low), *values]), max([exact(high), *values]))
    texts = [fit(clean(show(value)), 90.0, SMALL) for row in rows for value in row[:2]]
    aside = max((width(text, SMALL) for text in texts), default=0.0) + 8.0
    left = (
        MARGIN
        + min(NAME_ROOM, max((width(clean(each.name), SIZE) for each in intervals), default=0.0) + 4)
        + 10.0
    )
    scale = Scale(*ends, left + aside, WIDTH - MARGIN - aside)
    bottom = top + ROW * len(rows)
    sheet.axis(scale, top, bottom, show)
    for number, (interval, row) in enumerate(zip(intervals, rows, strict=True)):
        middle = top + ROW * (number + 0.5)
        sheet.paragraph(interval.name, MARGIN, middle, left - MARGIN - 10.0)
        _draw(sheet, scale, row, (texts[2 * number], texts[2 * number + 1]), middle)
    return sheet.finish(bottom + 30.0)


def _exact(interval: Interval) -> tuple[Fraction, Fraction, Fraction]:
    low, high, now = exact(interval.low), exact(interval.high), exact(interval.now)
    if low > high:
        raise ValueError(f"{interval.name} ends before it begins")
    return low, high, now


def _draw(
    sheet: Sheet,
    scale: Scale,
    row: tuple[Fraction, Fraction, Fraction],
    texts: tuple[str, str],
    middle: float,
) -> None:
    start, end = scale(row[0]), scale(row[1])
    sheet.add("line", x1=scale.left, y1=middle, x2=scale.right, y2=middle, stroke=FAINT, stroke_width=1.0)
    sheet.add(
        "rect",
        x=start,
        y=middle - THICKNESS / 2,
        width=max(end - start, 2.0),
        height=THICKNESS,
        rx=3.0,
        fill=COLOURS[0],
    )
    sheet.label(texts[0], start - 4.0, middle - 1.5 * SMALL + 4, anchor="end", size=SMALL)
    sheet.label(texts[1], end + 4.0, middle - 1.5 * SMALL + 4, size=SMALL)
    _marker(sheet, scale(row[2]), middle)


def _marker(sheet: Sheet, x: float, y: float) -> None:
    """A diamond, told from the bar by its shape and outline as well as by its colour."""
    corners = f"M{x:.2f} {y - MARKER:.2f}l{MARKER} {MARKER}l-{MARKER} {MARKER}l-{MARKER} -{MARKER}z"
    sheet.add("path", d=corners, fill=PAPER, stroke=INK, stroke_width=2.5)
