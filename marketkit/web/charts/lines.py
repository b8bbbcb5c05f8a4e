"""Lines and dots: how one figure follows another, for up to eight series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.web.charts.drawing import (
    COLOURS,
    DASHES,
    GRID,
    MARGIN,
    PAPER,
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

HEIGHT = 260.0
Points = list[tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its name and its points in the order they are joined."""

    name: str
    points: Sequence[tuple[Number, Number]]


def line_chart(
    *,
    name: str,
    title: str,
    description: str,
    lines: Sequence[Line],
    axes: tuple[str, str],
    show: tuple[Show, Show],
    joined: bool = True,
) -> Chart:
    """Series told apart by dashes and the shape of their dots as well as by colour; only dots unless `joined`.

    `axes` names what runs across and what runs up; `show` writes a value of each. Raises ValueError for a value
    that is not finite.
    """
    series: list[Points] = [[(exact(x), exact(y)) for x, y in line.points] for line in lines]
    sheet = Sheet(name=name, title=title, description=description)

    def sample(number: int, x: float, y: float) -> None:
        if joined:
            _path(sheet, number, [(x, y), (x + 18.0, y)])
        _dot(sheet, number, x + 9.0, y)

    top = legend(sheet, [line.name for line in lines], MARGIN, sample) + 6.0
    sheet.label(fit(clean(axes[1]), WIDTH - 2 * MARGIN, SMALL), MARGIN, top + 8.0, size=SMALL)
    top += 26.0
    down = _span([y for points in series for _x, y in points], top + HEIGHT, top)
    beside = [(y, fit(clean(text), WIDTH / 4, SMALL)) for y, text in down.ticks(8, show[1])]
    left = MARGIN + max((width(text, SMALL) for _y, text in beside), default=0.0) + 8.0
    across = _span([x for points in series for x, _y in points], left, WIDTH - MARGIN - 10.0)
    for y, text in beside:
        sheet.add("line", x1=left, y1=y, x2=across.right, y2=y, stroke=GRID, stroke_width=1.0)
        sheet.label(text, left - 8.0, y, anchor="end", size=SMALL)
    sheet.axis(across, top, top + HEIGHT, show[0])
    sheet.label(
        fit(clean(axes[0]), WIDTH - 2 * MARGIN, SMALL),
        across.right,
        top + HEIGHT + 38.0,
        anchor="end",
        size=SMALL,
    )
    for number, points in enumerate(series):
        places = [(across(x), down(y)) for x, y in points]
        if joined and places:
            _path(sheet, number, places)
        for x, y in places:
            _dot(sheet, number, x, y)
    return sheet.finish(top + HEIGHT + 56.0)


def _span(values: list[Fraction], start: float, end: float) -> Scale:
    return Scale(min(values, default=Fraction(0)), max(values, default=Fraction(1)), start, end)


def _path(sheet: Sheet, number: int, places: list[tuple[float, float]]) -> None:
    dash = DASHES[number % len(DASHES)]
    extra = {"stroke_dasharray": dash} if dash else {}
    steps = " ".join(f"{'L' if index else 'M'}{x:.2f} {y:.2f}" for index, (x, y) in enumerate(places))
    colour = COLOURS[number % len(COLOURS)]
    sheet.add("path", d=steps, fill="none", stroke=colour, stroke_width=2.0, **extra)


def _dot(sheet: Sheet, number: int, x: float, y: float) -> None:
    """A circle, square, triangle or diamond; filled for the first four series, hollow for the next."""
    colour = COLOURS[number % len(COLOURS)]
    look: dict[str, str | float] = {
        "fill": PAPER if number % 8 >= 4 else colour,
        "stroke": colour,
        "stroke_width": 2.0,
    }
    shape = number % 4
    if shape == 0:
        sheet.add("circle", cx=x, cy=y, r=4.0, **look)
    elif shape == 1:
        sheet.add("rect", x=x - 4, y=y - 4, width=8.0, height=8.0, **look)
    elif shape == 2:
        sheet.add("path", d=f"M{x:.2f} {y - 5:.2f}l5 9h-10z", **look)
    else:
        sheet.add("path", d=f"M{x:.2f} {y - 5.5:.2f}l5.5 5.5l-5.5 5.5l-5.5 -5.5z", **look)
