"""YAML read as text: nothing is converted, everything has a line, and cleverness is refused."""

from __future__ import annotations

import time

import pytest

from marketkit.errors import BadInput
from marketkit.yamltext import load


def scalar(text: str) -> str:
    node = load(f"key: {text}\n".encode(), "f.yaml").get("key")
    assert node is not None and node.kind == "text"
    return node.text


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "off", "null", "~", "010", "0x1f", "1e3", "2026-11-22", "1:30", ".inf", "1_000", "1.50"],
)
def test_every_scalar_stays_the_text_that_was_written(text: str) -> None:
    assert scalar(text) == text


def test_quotes_and_comments_are_not_part_of_the_text() -> None:
    assert scalar('"40" # percent') == "40"
    assert scalar("'it''s'") == "it's"


def test_every_node_knows_its_line() -> None:
    tree = load(
        b"\xef\xbb\xbf# first\nid: x\n\ncriteria:\n  - id: a\n  - {id: b,\n     weight: 5}\n", "f.yaml"
    )
    criteria = tree.get("criteria")
    assert criteria is not None
    assert tree.entries["id"][0].line == 2
    assert [item.line for item in criteria.items] == [5, 6]
    assert criteria.items[1].entries["weight"][0].line == 7


def refused(data: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        load(data, "f.yaml")
    assert all(fault.file == "f.yaml" and fault.message for fault in caught.value.faults)
    return caught.value


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, "twice"),
        (b"a: {x: 1, x: 2}\n", 1, "twice"),
        (b"id: x\na: &anchor 1\n", 2, "anchor"),
        (b"a: 1\nb: *anchor\n", 2, "alias"),
        (b"a: !!python/object:os.system 1\n", 1, "tag"),
        (b"a: !!str 1\n", 1, "tag"),
        (b"a:\n\tb: 1\n", 2, "tab"),
        (b"\ta: 1\n", 1, "tab"),
        (b"a: 1\n---\nb: 2\n", 2, "one document"),
        (b"a: 1\n...\n---\nb: 2\n", 3, "one document"),
        (b"a: 1\n...\nb: 2\n", 3, "YAML"),
        (b"a: [1, 2\n", 2, "YAML"),
        (b"a: b: c\n", 1, "quote"),
        (b'a: "open\n', 2, "YAML"),
        (b"a: 1\n? [b]\n: 2\n", 2, "key"),
        (b"a: 1\nb: \xe5\n", 2, "UTF-8"),
        (b"a: 1\nb: \x00\n", 2, "control"),
        (b"a: 1\nb: \x0b\n", 2, "control"),
        (b"a: 1\nb: \x0c\n", 2, "control"),
        (b"a: 1\nb: \x1c\n", 2, "control"),
        ("a: 1\nb: \x85\n".encode(), 2, "control"),
        (b"a: 1\nb: \x7f\n", 2, "control"),
        ("a: 1\nb: \ufffe\n".encode(), 2, "control"),
        (b"a: 1\r\nb: \x01\r\n", 2, "control"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_refused_with_its_line(data: bytes, line: int, says: str) -> None:
    error = refused(data)
    assert [fault.line for fault in error.faults] == [line]
    assert says in error.faults[0].message


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"# only a comment\n"])
def test_an_empty_file_is_refused_as_empty(data: bytes) -> None:
    assert "empty" in refused(data).faults[0].message


def test_every_duplicate_key_is_named_with_the_first_line() -> None:
    error = refused(b"a: 1\nb: 2\na: 3\nb: 4\n")
    assert [(fault.line, fault.value) for fault in error.faults] == [(3, "a"), (4, "b")]
    assert "line 1" in error.faults[0].message and "line 2" in error.faults[1].message


def test_faults_found_before_a_break_in_the_file_are_not_lost() -> None:
    error = refused(b"a: 1\na: 2\nb: [\n")
    assert [fault.line for fault in error.faults] == [2, 4]


def test_an_anchor_bomb_is_refused_at_its_first_anchor_without_growing() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    started = time.monotonic()
    error = refused("\n".join(lines).encode())
    assert error.faults[0].line == 1 and "anchor" in error.faults[0].message
    assert time.monotonic() - started < 2


def test_a_self_referring_anchor_is_refused() -> None:
    assert "anchor" in refused(b"a: &a [*a]\n").faults[0].message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack(opening: str) -> None:
    assert "nested" in refused((opening * 3000).encode()).faults[0].message


def test_a_file_too_large_to_be_a_strategy_is_refused() -> None:
    assert "larger" in refused(b"a: " + b"x" * 1_000_001).faults[0].message


def test_what_stands_there_is_shown_in_short() -> None:
    node = load(b"a: " + b"x" * 5000 + b"\nb: [1]\nc: {d: 1}\ne:\n", "f.yaml")
    shown = {key: str(value.describe()) for key, (_, value) in node.entries.items()}
    assert len(shown["a"]) < 100 and shown["a"].startswith('"xxx')
    assert (shown["b"], shown["c"], shown["e"]) == ("a list", "a block of keys", "nothing")
