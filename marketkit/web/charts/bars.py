"""Stacked horizontal bars: what each criterion adds to each bid's total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.web.charts.drawing import (
    INK,
    MARGIN,
    PAPER,
    SIZE,
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
TOTAL_ROOM = 120.0
ROW = 44.0
THICKNESS = 22.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, one value for each series, and the total as it is to be read (formatted)."""

    name: str
    values: Sequence[Number]
    total: str


def stacked_bars(
    *, name: str, title: str, description: str, series: Sequence[str], bars: Sequence[Bar], show: Show
) -> Chart:
    """Bars from 1 to 60 names; negative values stack to the left of zero.

    `name` is the chart's id on its page, `show` writes a value of the axis in the reader's language. Raises
    ValueError when a bar has another number of values than there are series, or a value is not finite.
    """
    stacks = [_stack(bar, len(series)) for bar in bars]
    sheet = Sheet(name=name, title=title, description=description)
    fills = [sheet.pattern(number) for number in range(len(series))]

    def swatch(number: int, x: float, y: float) -> None:
        sheet.add("rect", x=x, y=y - 6, width=18.0, height=12.0, fill=fills[number])

    top = legend(sheet, series, MARGIN, swatch) + 8.0
    left = (
        MARGIN + min(NAME_ROOM, max((width(clean(bar.name), SIZE) for bar in bars), default=0.0) + 4) + 14.0
    )
    total_room = min(TOTAL_ROOM, max((width(clean(bar.total), SIZE) for bar in bars), default=0.0) + 4)
    ends = [edge for stack in stacks for _number, start, end in stack for edge in (start, end)]
    low, high = min([Fraction(0), *ends]), max([Fraction(0), *ends])
    scale = Scale(low, high, left, WIDTH - MARGIN - total_room - 12.0)
    bottom = top + ROW * len(bars)
    sheet.axis(scale, top, bottom, show)
    for number, (bar, stack) in enumerate(zip(bars, stacks, strict=True)):
        middle = top + ROW * (number + 0.5)
        sheet.paragraph(bar.name, MARGIN, middle, left - MARGIN - 14.0)
        _draw(sheet, scale, stack, fills, middle)
        sheet.label(fit(clean(bar.total), total_room, SIZE), WIDTH - MARGIN, middle, anchor="end", bold=True)
    zero = scale(Fraction(0))
    sheet.add("line", x1=zero, y1=top, x2=zero, y2=bottom, stroke=INK, stroke_width=1.5)
    return sheet.finish(bottom + 30.0)


def _stack(bar: Bar, series: int) -> list[tuple[int, Fraction, Fraction]]:
    """Series number, start and end of each part that is not zero."""
    if len(bar.values) != series:
        raise ValueError(f"{bar.name} has {len(bar.values)} values for {series} series")
    right = left = Fraction(0)
    parts = []
    for number, given in enumerate(bar.values):
        value = exact(given)
        if value > 0:
            parts.append((number, right, right + value))
            right += value
        elif value < 0:
            parts.append((number, left + value, left))
            left += value
    return parts


def _draw(
    sheet: Sheet, scale: Scale, stack: list[tuple[int, Fraction, Fraction]], fills: list[str], middle: float
) -> None:
    for number, start, end in stack:
        x = scale(start)
        sheet.add(
            "rect",
            x=x,
            y=middle - THICKNESS / 2,
            width=scale(end) - x,
            height=THICKNESS,
            fill=fills[number],
            stroke=PAPER,
            stroke_width=1.0,
        )
