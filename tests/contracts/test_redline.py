"""Changes by line and word, worked out by hand, and by property: taking all gives the new text, taking none the old."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from marketkit.contracts.draft import Inline, Reference, Value, Words
from marketkit.contracts.lines import Line, comparable
from marketkit.contracts.redline import Mark, MarkedLine, accepted, redline, rejected


def line(*inlines: Inline | str, style: str = "paragraph", place: str = "a") -> Line:
    return Line(style, (tuple(Words(each) if isinstance(each, str) else each for each in inlines),), place)


def told(found: MarkedLine) -> str:
    """The line with what was inserted in {+ +} and what was deleted in [- -]."""
    signs = {Mark.KEPT: "{}", Mark.INSERTED: "{{+{}+}}", Mark.DELETED: "[-{}-]"}
    return "".join(signs[marked.mark].format(marked.inline.text) for cell in found.cells for marked in cell)


def test_a_changed_word_is_marked_and_the_rest_of_the_line_kept():
    (found,) = redline(
        [line("The pilot lasts six months from signing.")],
        [line("The pilot lasts nine months from signing.")],
    )
    assert (found.mark, told(found)) == (Mark.KEPT, "The pilot lasts [-six-]{+nine+} months from signing.")


def test_a_changed_answer_is_marked_whole():
    old, new = Value("price", "NOK 1,000"), Value("price", "NOK 2,000")
    (found,) = redline([line("It costs ", old, " a month.")], [line("It costs ", new, " a month.")])
    assert told(found) == "It costs [-NOK 1,000-]{+NOK 2,000+} a month."


def test_a_reference_to_the_same_clause_is_no_change_though_its_number_is_another():
    (found,) = redline(
        [line("See clause ", Reference("risk", "4"))], [line("See clause ", Reference("risk", "5"))]
    )
    assert not found.changed
    assert told(found) == "See clause 5"


def test_a_new_line_and_a_line_that_is_gone_are_marked_as_wholes():
    found = redline(
        [line("The buyer pays."), line("The supplier waits.")],
        [line("The buyer pays."), line("Nobody else may sue.")],
    )
    assert [(each.mark, told(each)) for each in found] == [
        (Mark.KEPT, "The buyer pays."),
        (Mark.INSERTED, "{+Nobody else may sue.+}"),
        (Mark.DELETED, "[-The supplier waits.-]"),
    ]


def test_a_heading_that_was_renamed_is_one_that_changed():
    old, new = line("Liability", style="heading-1"), line("Damages", style="heading-1")
    (found,) = redline([old], [new])
    assert told(found) == "[-Liability-]{+Damages+}"


def test_rows_are_compared_cell_by_cell():
    old = Line("row", ((Words("Falls"),), (Words("10 a year"),)), "kpis")
    new = Line("row", ((Words("Falls"),), (Words("8 a year"),)), "kpis")
    (found,) = redline([old], [new])
    assert told(found) == "Falls[-10-]{+8+} a year"


def test_equal_texts_have_no_changes():
    text = [line("One."), line("Two.", style="bullet-0"), line("One.")]
    assert not any(each.changed for each in redline(text, text))


WORDS = st.sampled_from(["the ", "buyer", " pays", ".", " 1 000", "  ", "æ", "\u00a0", "(a) "])
INLINES = st.one_of(
    st.builds(Words, WORDS, st.booleans()),
    st.builds(Value, st.sampled_from(["price", "kpis[1].name"]), WORDS, st.booleans()),
    st.builds(Reference, st.sampled_from(["x", "y"]), st.sampled_from(["1", "2.3"])),
)
LINES = st.builds(
    Line,
    st.sampled_from(["paragraph", "heading-1", "row"]),
    st.lists(st.lists(INLINES, max_size=5).map(tuple), min_size=1, max_size=2).map(tuple),
    st.sampled_from(["a", "b"]),
)
TEXTS = st.lists(LINES, max_size=8)


def whole(lines: list[Line] | tuple[Line, ...]) -> list[tuple[str, str, list[str]]]:
    return [(each.style, each.place, [comparable(cell) for cell in each.cells]) for each in lines]


@given(TEXTS, TEXTS)
def test_taking_every_change_gives_the_new_text_and_taking_none_the_old(old: list[Line], new: list[Line]):
    found = redline(old, new)
    assert whole(accepted(found)) == whole(new)
    assert whole(rejected(found)) == whole(old)


@given(TEXTS, st.data())
def test_the_same_holds_for_texts_that_differ_a_little(old: list[Line], data: st.DataObject):
    new = [
        replace(each, cells=(*each.cells[:-1], data.draw(st.lists(INLINES, max_size=2).map(tuple))))
        for each in old
    ]
    found = redline(old, new)
    assert whole(accepted(found)) == whole(new)
    assert whole(rejected(found)) == whole(old)


@given(TEXTS)
def test_what_is_kept_is_not_marked(text: list[Line]):
    assert not any(each.changed for each in redline(text, text))
