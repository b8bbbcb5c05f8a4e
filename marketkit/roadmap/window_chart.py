"""The windows an entry has had, drawn one below the other, with today and the day it started."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.roadmap.labels import window_text
from marketkit.roadmap.plan import Entry
from marketkit.values import Precision, Window
from marketkit.web.charts import Chart
from marketkit.web.charts.drawing import COLOURS, FAINT, GRID, INK, MARGIN, SMALL, WIDTH, Scale, Sheet
from marketkit.web.language import format_date

NAMES, ROW, THICKNESS, TOP = 190.0, 34.0, 14.0, 34.0


def window_chart(entry: Entry, today: date) -> Chart | None:
    """One row for each window that was announced, the first on top; None where there was none."""
    rows = _windows(entry)
    if not rows:
        return None
    marked = entry.plan.started_on
    days = [day for _on, window in rows for day in (window.start, window.end)] + [today, marked or today]
    sheet = Sheet(
        name="windows",
        title=_("The windows that were announced, and when"),
        description=_(
            "One bar for each announced window, from its first to its last day; the newest stands last."
        ),
    )
    scale = Scale(
        Fraction(min(days).toordinal()), Fraction(max(days).toordinal()), MARGIN + NAMES, WIDTH - MARGIN
    )
    bottom = TOP + ROW * len(rows)
    _axis(sheet, scale, min(days), max(days), bottom)
    for number, (on, window) in enumerate(rows):
        _draw(sheet, scale, on, window, TOP + ROW * (number + 0.5), newest=number == len(rows) - 1)
    _line(sheet, scale, marked or today, bottom, _("Started") if marked else _("Today"))
    return sheet.finish(bottom + 30.0)


def _windows(entry: Entry) -> list[tuple[date, Window]]:
    """Each window that differs from the one before, with the day it was announced."""
    found: list[tuple[date, Window]] = []
    for version in entry.versions:
        window = version.plan.window
        if window is not None and (not found or found[-1][1] != window):
            found.append((version.on, window))
    return found


def _axis(sheet: Sheet, scale: Scale, first: date, last: date, bottom: float) -> None:
    """A line at the beginning of each year, or of each quarter where there is but one year to show."""
    months = (1,) if last.year - first.year > 1 else (1, 4, 7, 10)
    for year in range(first.year, last.year + 1):
        for month in months:
            day = date(year, month, 1)
            if first <= day <= last:
                x = scale(Fraction(day.toordinal()))
                sheet.add("line", x1=x, y1=TOP, x2=x, y2=bottom + 4.0, stroke=GRID, stroke_width=1.0)
                name = str(year) if month == 1 else window_text(Window.around(day, day, Precision.QUARTER))
                sheet.label(name, x, bottom + 16.0, anchor="middle", size=SMALL)
    sheet.add("line", x1=scale.left, y1=bottom, x2=scale.right, y2=bottom, stroke=FAINT, stroke_width=1.0)


def _draw(sheet: Sheet, scale: Scale, on: date, window: Window, middle: float, *, newest: bool) -> None:
    left, right = (scale(Fraction(day.toordinal())) for day in (window.start, window.end))
    sheet.label(format_date(on), MARGIN, middle, bold=newest)
    sheet.add(
        "rect",
        x=left,
        y=middle - THICKNESS / 2,
        width=max(right - left, 3.0),
        height=THICKNESS,
        rx=3.0,
        fill=COLOURS[0] if newest else "#8fb4d6",
    )


def _line(sheet: Sheet, scale: Scale, day: date, bottom: float, text: str) -> None:
    x = scale(Fraction(day.toordinal()))
    sheet.add(
        "line", x1=x, y1=TOP - 8.0, x2=x, y2=bottom, stroke=INK, stroke_width=1.5, stroke_dasharray="4 3"
    )
    anchor = "end" if x > WIDTH * 0.8 else "start" if x < NAMES + 60 else "middle"
    sheet.label(text, x, 14.0, anchor=anchor)
