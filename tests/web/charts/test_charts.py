"""Charts for any input, also hostile: well-formed, finite, nothing inline, no label over another or off the sheet."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from marketkit.web.charts import Bar, Chart, Interval, Line, interval_chart, line_chart, stacked_bars
from marketkit.web.charts.drawing import COLOURS, PATTERNS, round_step
from marketkit.web.charts.text import clean, fit, lines, width

SVG = "{http://www.w3.org/2000/svg}"
NAMES = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"]]>&amp;<!--',
        "\x00\x08\ud800\uffff",
        "\u202eABC\u2066",
        "W" * 200,
        "漢字" * 40,
        "e\u0301" * 50,
        "👩‍👩‍👧‍👦" * 20,
        "",
        "Åsgård og Sønner Velferdsteknologi AS",
    ]
)
NUMBERS = st.fractions(-(10**6), 10**6) | st.integers(-(10**30), 10**30) | st.floats(-1e9, 1e9)


def show(value: Fraction) -> str:
    return f"{float(value):g}"


def bars_of(series, bars, **more):
    words = {"name": "c", "title": "Points", "description": "Who has what", "show": show}
    return stacked_bars(series=series, bars=bars, **{**words, **more})


def intervals_of(intervals, **more):
    words = {"name": "c", "title": "Weights", "description": "How far", "show": show}
    return interval_chart(
        intervals=intervals, low=0, high=100, words=("The winner stays", "Now"), **{**words, **more}
    )


def lines_of(series, **more):
    words = {"name": "c", "title": "Weights", "description": "How far", "show": (show, show)}
    return line_chart(lines=series, axes=("Weight of price", "Total"), **{**words, **more})


def assert_sound(chart: Chart) -> etree._Element:
    root = etree.fromstring(str(chart.svg))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert [child.tag for child in root[:3]] == [f"{SVG}title", f"{SVG}desc", f"{SVG}rect"]
    assert root.get("aria-labelledby").split() == [root[0].get("id"), root[1].get("id")]
    assert root[2].get("fill") == "#ffffff"
    for element in root.iter():
        assert element.tag in {f"{SVG}{kind}" for kind in KINDS}
        for name, value in element.attrib.items():
            assert name not in {"style", "class", "href"}
            assert not name.startswith("on")
            if name in NUMERIC:
                assert re.fullmatch(r"-?\d+(\.\d+)?", value), (name, value)
        assert float(element.get("width", 0)) >= 0
    for box in chart.labels:
        assert box.x >= -0.01
        assert box.x + box.width <= chart.width + 0.01
        assert box.y >= 0
        assert box.y + box.height <= chart.height
    for one, other in combinations(chart.labels, 2):
        assert not one.overlaps(other), (one, other)
    return root


KINDS = ("svg", "title", "desc", "rect", "line", "text", "path", "circle", "pattern")
NUMERIC = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "font-size", "stroke-width")


@given(st.data())
def test_stacked_bars_hold_for_any_names_and_values(data):
    series = data.draw(st.lists(NAMES, max_size=12))
    values = st.lists(NUMBERS, min_size=len(series), max_size=len(series))
    bars = data.draw(st.lists(st.builds(Bar, NAMES, values, NAMES), max_size=60))
    assert_sound(bars_of(series, bars))


@given(st.lists(st.tuples(NAMES, NUMBERS, NUMBERS, NUMBERS), max_size=20))
def test_interval_charts_hold_for_any_names_and_values(rows):
    intervals = [Interval(name, *sorted((low, high), key=Fraction), now) for name, low, high, now in rows]
    assert_sound(intervals_of(intervals))


@given(
    st.lists(st.builds(Line, NAMES, st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12)), max_size=8),
    st.booleans(),
)
def test_line_charts_hold_for_any_names_and_values(series, joined):
    assert_sound(lines_of(series, joined=joined))


def rectangles(root: etree._Element) -> list[tuple[float, float]]:
    """Left edge and width of the drawn parts, which alone have a white outline."""
    parts = root.findall(f"{SVG}rect[@stroke]")
    return [(float(part.get("x")), float(part.get("width"))) for part in parts]


def test_parts_are_as_long_as_their_values_and_negative_ones_stand_left_of_zero():
    root = assert_sound(bars_of(["Price", "Quality"], [Bar("A", [30, 10], "40"), Bar("B", [-20, 10], "-10")]))
    (price, a), (quality, b), (minus, c), (plus, d) = rectangles(root)
    assert b == pytest.approx(a / 3, abs=0.02)
    assert c == pytest.approx(2 * b, abs=0.02)
    assert d == pytest.approx(b, abs=0.02)
    assert quality == pytest.approx(price + a, abs=0.02)
    assert minus + c == pytest.approx(price, abs=0.02)
    assert plus == pytest.approx(price, abs=0.02)


def test_sixty_bids_each_have_a_row_of_their_own():
    chart = bars_of(["Price"], [Bar(f"Bidder {number}", [number], str(number)) for number in range(60)])
    assert_sound(chart)
    tops = sorted({box.y for box in chart.labels if box.text.startswith("Bidder")})
    assert len(tops) == 60


def test_series_are_told_apart_without_colour():
    root = etree.fromstring(str(bars_of([f"C{number}" for number in range(8)], []).svg))
    strokes = [
        path.get("d") if (path := pattern.find(f"{SVG}path")) is not None else ""
        for pattern in root.findall(f"{SVG}pattern")
    ]
    assert len(set(strokes)) == 8
    many = etree.fromstring(str(bars_of([str(number) for number in range(64)], []).svg))
    looks = {
        (pattern[0].get("fill"), pattern[1].get("d") if len(pattern) > 1 else "")
        for pattern in many.findall(f"{SVG}pattern")
    }
    assert len(looks) == len(COLOURS) * len(PATTERNS) == 64


def test_two_charts_on_a_page_share_no_id():
    one = bars_of(["Price"], [Bar("A", [1], "1")], name="points")
    other = intervals_of([Interval("Price", 10, 50, 30)], name="weights")
    ids = [set(re.findall(r'\bid="([^"]+)"', str(chart.svg))) for chart in (one, other)]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_an_interval_spans_from_its_low_to_its_high_value():
    root = assert_sound(intervals_of([Interval("Price", 25, 75, 50), Interval("Quality", 0, 100, 50)]))
    half, whole = (
        (float(bar.get("x")), float(bar.get("width"))) for bar in root.findall(f"{SVG}rect[@rx]")[1:]
    )
    assert half[1] == pytest.approx(whole[1] / 2, abs=0.02)
    assert half[0] == pytest.approx(whole[0] + whole[1] / 4, abs=0.02)


def test_a_long_name_is_cut_but_kept_whole_for_those_who_point_at_it():
    name = "A supplier with a name that nobody could ever fit into two lines of a chart, whatever they tried to do"
    root = assert_sound(bars_of(["Price"], [Bar(name, [1], "1")]))
    assert [title.text for title in root.iterfind(f".//{SVG}text/{SVG}title")] == [name]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_no_number_cannot_be_drawn(value):
    with pytest.raises(ValueError, match="cannot be drawn"):
        bars_of(["Price"], [Bar("A", [value], "?")])
    with pytest.raises(ValueError, match="cannot be drawn"):
        lines_of([Line("A", [(1, value)])])


def test_wrongly_built_input_is_refused():
    with pytest.raises(ValueError, match="2 values for 1 series"):
        bars_of(["Price"], [Bar("A", [1, 2], "3")])
    with pytest.raises(ValueError, match="ends before it begins"):
        intervals_of([Interval("Price", 5, 4, 5)])


@given(st.fractions(min_value=Fraction(1, 10**12), max_value=10**12))
def test_steps_are_round_and_the_smallest_that_suffice(least):
    step = round_step(least)
    assert least <= step
    digits = str(step.numerator) if step.denominator == 1 else str(step.denominator)
    assert digits.rstrip("0") in {"1", "2", "5"}
    assert step < least * Fraction(5, 2)  # neighbours among 1, 2, 5, 10 differ by at most this factor


def test_texts_are_cut_to_their_room():
    assert fit("short", 200, 14) == "short"
    cut = fit("a long name of a supplier", 80, 14)
    assert cut.endswith("…")
    assert width(cut, 14) <= 80
    assert lines("one two", 1000, 14) == ["one two"]
    assert clean("a\nb\t c\x00") == "a b c\ufffd"
