"""The sheet a chart is drawn on, its scale, and what it hands to the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from marketkit.web.charts.text import LINE_HEIGHT, clean, fit, lines, width

Number = int | float | Fraction | Decimal
Show = Callable[[Fraction], str]

WIDTH = 680.0
SIZE = 14.0  # of the letters
SMALL = 12.0
MARGIN = 12.0
INK = "#1e2b3c"
FAINT = "#5b5d60"
GRID = "#d9dadb"
PAPER = "#ffffff"
# Told apart by lightness and pattern too; each has a contrast of at least 3 to the paper.
COLOURS = ("#005db1", "#b54f00", "#0d7a5f", "#5b3fa0", "#a3123a", "#47606f", "#7a6200", "#00708a")
# Strokes drawn in white over a colour, on a tile of eight units; the first stays plain.
PATTERNS = (
    "",
    "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "M0 4H8",
    "M4 0V8",
    "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "M0 0H8M0 0V8",
    "M2 2H4V4H2ZM6 6H8V8H6Z",
    "M0 0L4 4L8 0",
)
DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "12 4", "1 4", "8 2 2 2 2 2")


@dataclass(frozen=True, slots=True)
class Box:
    """The room a label takes, by its upper left corner."""

    text: str
    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its name, the SVG to put into a page, its size, and where its labels stand."""

    title: str
    svg: Markup
    width: float
    height: float
    labels: tuple[Box, ...]


class Sheet:
    """An SVG in the making. `name` sets this chart's ids apart from those of others on the page."""

    def __init__(self, *, name: str, title: str, description: str) -> None:
        self.name = name
        self.title = clean(title)
        self.root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "aria-labelledby": f"{name}-title {name}-desc",
                "font-size": text_number(SIZE),
                "fill": INK,
            },
        )
        SubElement(self.root, "title", {"id": f"{name}-title"}).text = self.title
        SubElement(self.root, "desc", {"id": f"{name}-desc"}).text = clean(description)
        # White, so that the chart can be read where a person's own colours replace the page's.
        self.paper = SubElement(self.root, "rect", {"fill": PAPER})
        self.boxes: list[Box] = []

    def add(self, kind: str, **attributes: str | float) -> Element:
        """A shape; underscores in attribute names stand for hyphens."""
        named = {
            name.rstrip("_").replace("_", "-"): value if isinstance(value, str) else text_number(value)
            for name, value in attributes.items()
        }
        return SubElement(self.root, kind, named)

    def label(
        self, text: str, x: float, y: float, *, anchor: str = "start", size: float = SIZE, bold: bool = False
    ) -> None:
        """A line of text whose middle is at height `y`, beginning, centred or ending at `x`."""
        text = clean(text)
        if not text:
            return
        extra = {"font_weight": "600"} if bold else {}
        element = self.add(
            "text", x=x, y=y, dominant_baseline="central", text_anchor=anchor, font_size=size, **extra
        )
        element.text = text
        room = width(text, size)
        left = x - room * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        self.boxes.append(Box(text, left, y - size * 0.6, room, size * 1.2))

    def paragraph(self, text: str, x: float, middle: float, room: float, *, size: float = SIZE) -> None:
        """A name of at most two lines, centred on a height; the whole name shows when it is pointed at."""
        found = lines(clean(text), room, size)
        step = size * LINE_HEIGHT
        top = middle - step * (len(found) - 1) / 2
        for number, line in enumerate(found):
            self.label(line, x, top + step * number, size=size)
        if " ".join(found) != clean(text):
            SubElement(self.root[-1], "title").text = clean(text)

    def axis(self, scale: Scale, top: float, bottom: float, show: Show) -> None:
        """A horizontal axis at `bottom` with grid lines up to `top`, and as many values as stand apart."""
        for count in (8, 5, 4, 2, 1):
            ticks = [(x, self._under(x, text, bottom)) for x, text in scale.ticks(count, show)]
            boxes = [box for _x, box in ticks]
            if not any(a.overlaps(b) for a, b in pairwise(boxes)):
                break
        else:
            ticks = ticks[:1]
        for x, box in ticks:
            self.add("line", x1=x, y1=top, x2=x, y2=bottom + 4, stroke=GRID, stroke_width=1.0)
            self.label(box.text, box.x + box.width / 2, bottom + 16.0, anchor="middle", size=SMALL)
        self.add("line", x1=scale.left, y1=bottom, x2=scale.right, y2=bottom, stroke=FAINT, stroke_width=1.0)

    def _under(self, x: float, text: str, bottom: float) -> Box:
        """The room of an axis value, moved inwards where it would stick out of the sheet."""
        text = fit(clean(text), WIDTH / 3, SMALL)
        room = width(text, SMALL)
        left = min(max(x - room / 2, MARGIN), WIDTH - MARGIN - room)
        return Box(text, left, bottom + 8.0, room, SMALL * 1.2)

    def pattern(self, number: int) -> str:
        """The fill of series `number`: a colour and, beside it, a pattern."""
        colour = COLOURS[number % len(COLOURS)]
        strokes = PATTERNS[(number + number // len(COLOURS)) % len(PATTERNS)]
        name = f"{self.name}-fill-{number}"
        definition = self.add("pattern", id=name, width=8.0, height=8.0, patternUnits="userSpaceOnUse")
        SubElement(definition, "rect", {"width": "8", "height": "8", "fill": colour})
        if strokes:
            SubElement(
                definition, "path", {"d": strokes, "stroke": PAPER, "stroke-width": "1.2", "fill": "none"}
            )
        return f"url(#{name})"

    def finish(self, height: float) -> Chart:
        size = {"width": text_number(WIDTH), "height": text_number(height)}
        self.root.set("viewBox", f"0 0 {size['width']} {size['height']}")
        for name, value in size.items():
            self.root.set(name, value)
            self.paper.set(name, value)
        svg = Markup(tostring(self.root, encoding="unicode"))  # noqa: S704 - ElementTree has escaped every text
        return Chart(self.title, svg, WIDTH, height, tuple(self.boxes))


def legend(
    sheet: Sheet, names: Sequence[str], top: float, mark: Callable[[int, float, float], None]
) -> float:
    """The names of the series, each behind its mark, in as many rows as they need; returns where they end.

    `mark(number, x, y)` draws a mark of 18 by 12 units whose left edge is at `x` and middle at `y`.
    """
    x, y, step = MARGIN, top + 10.0, 24.0
    room = WIDTH - 2 * MARGIN - 26.0
    for number, name in enumerate(names):
        text = lines(clean(name), room, SIZE, at_most=1)
        needed = 26.0 + (width(text[0], SIZE) if text else 0.0)
        if x > MARGIN and x + needed > WIDTH - MARGIN:
            x, y = MARGIN, y + step
        mark(number, x, y)
        if text:
            sheet.label(text[0], x + 26.0, y)
        x += needed + 20.0
    return y + 16.0 if names else top


class Scale:
    """Exact values to places between two edges; `low` and `high` may be equal, and the scale then spans one more."""

    def __init__(self, low: Fraction, high: Fraction, left: float, right: float) -> None:
        self.low, self.high = (low, high) if low < high else (low, low + 1)
        self.left, self.right = left, right

    def __call__(self, value: Fraction) -> float:
        return self.left + (self.right - self.left) * float((value - self.low) / (self.high - self.low))

    def ticks(self, count: int, show: Show) -> list[tuple[float, str]]:
        """Round values along the scale, in at most `count` steps, and their texts."""
        step = round_step((self.high - self.low) / count)
        first, last = -int(-self.low // step), int(self.high // step)
        return [(self(step * number), show(step * number)) for number in range(first, last + 1)]


def round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`, which is positive."""
    power = Fraction(1)
    while power < least:
        power *= 10
    while power / 10 >= least:
        power /= 10
    return next(
        power * part for part in (Fraction(1, 5), Fraction(1, 2), Fraction(1)) if power * part >= least
    )


def exact(value: Number) -> Fraction:
    """The value as a fraction. Raises ValueError for NaN and infinities, which have no place on paper."""
    try:
        return Fraction(value)
    except (ValueError, OverflowError):
        raise ValueError(f"{value} cannot be drawn") from None


def text_number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
