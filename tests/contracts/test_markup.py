"""The text of a clause read into a tree, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.contracts.body import (
    AlternativeBlock,
    Body,
    EachBlock,
    Item,
    ItemList,
    Link,
    Paragraph,
    Slot,
    Table,
    TableRow,
    Text,
    spans_of,
)
from marketkit.contracts.markup import parse_body
from marketkit.errors import Fault


def read(text: str) -> Body:
    faults: list[Fault] = []
    body = parse_body(text, file="c.en.md", first_line=1, faults=faults)
    assert faults == []
    return body


def faults_of(text: str) -> list[tuple[int | None, str]]:
    faults: list[Fault] = []
    parse_body(text, file="c.en.md", first_line=1, faults=faults)
    assert all(fault.file == "c.en.md" for fault in faults)
    return [(fault.line, fault.message) for fault in faults]


def test_a_paragraph_holds_words_answers_and_references() -> None:
    assert read("Paid in {price_per_month}, as clause {#payment} says.") == (
        Paragraph(
            (
                Text("Paid in ", 1),
                Slot("price_per_month", 1),
                Text(", as clause ", 1),
                Link("payment", 1),
                Text(" says.", 1),
            ),
            1,
        ),
    )


def test_every_span_knows_the_line_it_stands_on() -> None:
    (first, second) = read("One\ntwo {a}\nthree {b}.\n\nFour {c}.")
    assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
    assert [(span.path, span.line) for span in first.spans if isinstance(span, Slot)] == [("a", 2), ("b", 3)]
    assert [(span.path, span.line) for span in second.spans if isinstance(span, Slot)] == [("c", 5)]


def test_the_lines_of_a_wrapped_paragraph_are_one_text() -> None:
    assert read("One\ntwo.") == (Paragraph((Text("One two.", 1),), 1),)


def test_a_defined_term_and_emphasis_stand_out() -> None:
    assert read("**Results** means *all* results.") == (
        Paragraph(
            (
                Text("Results", 1, strong=True),
                Text(" means ", 1),
                Text("all", 1, emphasis=True),
                Text(" results.", 1),
            ),
            1,
        ),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\{not an answer\}", "{not an answer}"),
        ("a & b < c > d", "a & b < c > d"),
        ("[to be agreed]", "[to be agreed]"),
        ("5 * 3 and snake_case_word", "5 * 3 and snake_case_word"),
        ("§ 28-1 «punktet» – “clause”", "§ 28-1 «punktet» – “clause”"),
    ],
)
def test_what_is_no_markup_stays_as_it_is_written(written: str, meant: str) -> None:
    assert read(written) == (Paragraph((Text(meant, 1),), 1),)


def test_a_label_can_be_shown_instead_of_the_answer() -> None:
    assert read("{price.label} and {kpis.target.label}") == (
        Paragraph(
            (
                Slot("price", 1, label=True),
                Text(" and ", 1),
                Slot("kpis", 1, "target", label=True),
            ),
            1,
        ),
    )


@pytest.mark.parametrize("marker", ["-", "1."])
def test_two_spaces_are_a_step_inwards_in_both_kinds_of_list(marker: str) -> None:
    (found,) = read(f"{marker} a\n  {marker} b\n    {marker} c\n{marker} d")
    assert found == ItemList(
        (
            Item((Text("a", 1),), 1, (Item((Text("b", 2),), 2, (Item((Text("c", 3),), 3),)),)),
            Item((Text("d", 4),), 4),
        ),
        1,
        lettered=marker == "1.",
    )


def test_an_item_with_a_field_repeats_for_the_rows_of_its_list_with_the_items_below_it() -> None:
    (found,) = read("- {kpis.name}:\n  - from {kpis.baseline}\n- the end")
    assert isinstance(found, ItemList)
    first, last = found.items
    assert first.each == "kpis"
    assert first.items[0].each == ""  # it stands for the row that the item above it stands for
    assert last.each == ""


def test_a_table_repeats_the_rows_that_show_fields() -> None:
    (table,) = read("| Measure | Target |\n|---|---|\n| {kpis.name} | {kpis.target} |\n| Total | {sum} |")
    assert table == Table(
        header=TableRow(((Text("Measure", 1),), (Text("Target", 1),)), 1),
        rows=(
            TableRow(((Slot("kpis", 3, "name"),), (Slot("kpis", 3, "target"),)), 3, "kpis"),
            TableRow(((Text("Total", 4),), (Slot("sum", 4),)), 4),
        ),
        line=1,
    )


def test_blocks_of_alternatives_and_repeats_enclose_what_stands_in_them() -> None:
    body = read(
        "Before.\n\n::: alternative buyer-owns\nThe buyer.\n\n::: each kpis\n{kpis.name} counts.\n:::\n:::\nAfter."
    )
    assert body == (
        Paragraph((Text("Before.", 1),), 1),
        AlternativeBlock(
            "buyer-owns",
            (
                Paragraph((Text("The buyer.", 4),), 4),
                EachBlock(
                    "kpis",
                    (Paragraph((Slot("kpis", 7, "name"), Text(" counts.", 7)), 7),),
                    6,
                ),
            ),
            3,
        ),
        Paragraph((Text("After.", 10),), 10),
    )


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("# Title", 1, "a heading"),
        ("Words\n---", 1, "a heading"),
        ("One\n\n> Two", 3, "a quotation"),
        ("***", 1, "a line across"),
        ("```\nx\n```", 1, "a code block"),
        ("Use `code`", 1, "backticks"),
        ("A\n[link](https://example.no)", 2, "a web link"),
        ("See <https://example.no>", 1, "a web link"),
        ("![picture](a.png)", 1, "a picture"),
        ("a <b>bold</b> word", 1, "HTML"),
        ("<div>\nx\n</div>", 1, "HTML"),
        ("One  \ntwo", 1, "a line break"),
        ("a\n\tb", 2, "a tab"),
        ("Costs {price", 1, '"{" begins an answer and is not closed'),
        ("Costs {Price}", 1, "expected a parameter"),
        ("Costs {}", 1, "expected a parameter"),
        ("Costs {a.b.c}", 1, "expected a parameter"),
        ("See {#Clause 7}", 1, "expected a parameter"),
        ("Costs *{price}*", 1, "cannot be emphasised"),
        ("{kpis.name} counts.", 1, 'between "::: each kpis"'),
        ("| {kpis.name} |\n|---|\n| a |", 1, 'between "::: each kpis"'),
        ("- {kpis.name} and {phases.name}", 1, "of one list, not of several: kpis, phases"),
        ("| A | B |\n|---|---|\n| only one |", 3, "cells in this row: 1; in the table: 2"),
        ("| A | B |\n|---|---|\n| a | b | c |", 3, "cells in this row: 3; in the table: 2"),
        ("* a", 1, 'begin the items of a list with "-"'),
        ("1) a", 1, 'begin the items of a list with "-"'),
        ("- a\n  1. b", 2, "cannot be mixed"),
        ("- a\n  - b\n    - c\n      - d", 4, "at most three levels"),
        ("- a\n\n  b", 1, "an item of a list is one paragraph"),
        ("::: alternative a\nText", 1, '"::: alternative" is not closed'),
        ("Text\n:::", 2, '":::" closes a block that was not opened'),
        ("::: choice a\nText\n:::", 1, 'expected "::: alternative NAME"'),
        ("::: alternative\nText\n:::", 1, 'expected "::: alternative NAME"'),
        ("::: each kpis\n::: each phases\nx\n:::\n:::", 2, "cannot stand inside another block"),
        ("::: alternative a\n::: alternative b\nx\n:::\n:::", 2, "cannot stand inside another block"),
        ("::: alternative a\n:::", 1, "nothing stands in this block"),
    ],
)
def test_what_a_clause_cannot_hold_is_named_with_its_line(text: str, line: int, part: str) -> None:
    found = faults_of(text)
    assert any(at == line and part in message for at, message in found), found


def test_every_fault_is_named_at_once() -> None:
    assert [line for line, _ in faults_of("# One\n\n{Two}\n\n<b>three</b>\n")] == [1, 3, 5, 5]


def test_lines_are_counted_from_where_the_text_begins_in_its_file() -> None:
    faults: list[Fault] = []
    (paragraph,) = parse_body("\nHello {name}", file="c.en.md", first_line=8, faults=faults)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.line == 9
    assert paragraph.spans[1].line == 9


MARKUP = st.lists(
    st.sampled_from(
        [
            "- ",
            "1. ",
            "  ",
            "\n",
            "\n\n",
            "{",
            "}",
            "{a}",
            "{a.b}",
            "{#c}",
            "*",
            "**",
            "::: each a\n",
            "::: alternative b\n",
            ":::\n",
            "#",
            ">",
            "`",
            "<",
            "[",
            "]",
            "(",
            ")",
            "&amp;",
            "\\",
            "x",
            "é",
            "|",
            "|---|---|\n",
            "| a | b |\n",
            "\t",
        ]
    ),
    max_size=25,
).map("".join)


@given(MARKUP)
def test_whatever_is_typed_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    faults: list[Fault] = []
    body = parse_body(text, file="c.en.md", first_line=1, faults=faults)
    for span in spans_of(body):
        assert 1 <= span.line <= text.count("\n") + 1
    for fault in faults:
        assert fault.line is not None and 1 <= fault.line <= text.count("\n") + 1


@given(st.text(alphabet="abc éÅ.,;()%§–«»123", max_size=60).map(str.strip).filter(bool))
def test_no_word_of_a_plain_paragraph_is_lost(text: str) -> None:
    words = " ".join(("x", *text.split()))
    assert read(words) == (Paragraph((Text(words, 1),), 1),)
