"""How fast a draft of 40 clauses becomes a Word file, beside python-docx and docxtpl, and what 200 of them leave behind.

`pytest -m benchmark`. Times are ratios within one run, of medians over rounds in which everybody takes a turn. What is
asserted is that everybody did the work, and that memory does not grow.
"""

from __future__ import annotations

import gc
import io
import statistics
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import replace

import docx
import pytest
from docxtpl import DocxTemplate

from marketkit.contracts.draft import Draft, ItemList, Paragraph, Table, inlines_of, text_of
from marketkit.contracts.lines import lines_of
from marketkit.contracts.redline import redline
from marketkit.contracts.word import word_file
from marketkit.contracts.word_redline import redline_file
from tests.contracts.drafting import rich_draft

pytestmark = pytest.mark.benchmark
ROUNDS, DRAFTS, WARMING_UP = 15, 200, 20
MOST_GROWTH = 200_000


def jinja_template() -> bytes:
    """A Word file with the same text as a template of docxtpl: clauses, values, items, rows. It has no more to give."""
    document = docx.Document()
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{%p for clause in clauses %}")
    document.add_heading("{{ clause.title }}", 1)
    document.add_paragraph("{%p for text in clause.paragraphs %}")
    document.add_paragraph("{{ text }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p for item in clause.entries %}")
    document.add_paragraph("{{ item }}", style="List Number")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p for table in clause.tables %}")
    table = document.add_table(3, 2)
    table.rows[0].cells[0].text = "{%tr for row in table %}"
    table.rows[1].cells[0].text, table.rows[1].cells[1].text = "{{ row[0] }}", "{{ row[1] }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def context(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "clauses": [
            {
                "title": clause.title,
                "paragraphs": [
                    text_of(block.inlines) for block in clause.blocks if isinstance(block, Paragraph)
                ],
                "entries": [
                    text_of(found)
                    for block in clause.blocks
                    if isinstance(block, ItemList)
                    for found in inlines_of(block)
                ],
                "tables": [
                    [[text_of(cell) for cell in row] for row in (block.header, *block.rows)]
                    for block in clause.blocks
                    if isinstance(block, Table)
                ],
            }
            for clause in draft.clauses
        ],
    }


def with_docxtpl(template: bytes, told: Mapping[str, object]) -> bytes:
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(told), autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def opened_and_saved(data: bytes) -> bytes:
    stream = io.BytesIO()
    docx.Document(io.BytesIO(data)).save(stream)
    return stream.getvalue()


def medians(works: Mapping[str, Callable[[], bytes]]) -> dict[str, float]:
    """The median time of each, in milliseconds of this process, taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.process_time()
            work()
            taken[name].append((time.process_time() - begun) * 1000)
    return {name: statistics.median(found) for name, found in taken.items()}


def test_a_draft_is_written_about_as_fast_as_python_docx_opens_and_saves_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    draft = rich_draft(40)
    data, template, told = word_file(draft), jinja_template(), context(draft)
    works = {
        "python-docx": lambda: opened_and_saved(data),
        "marketkit": lambda: word_file(draft),
        "docxtpl": lambda: with_docxtpl(template, told),
    }
    titles = {clause.title for clause in draft.clauses}
    for work in works.values():
        assert titles <= {found.text for found in docx.Document(io.BytesIO(work())).paragraphs}
    taken = medians(works)
    ours, theirs, base = taken["marketkit"], taken["docxtpl"], taken["python-docx"]
    with capsys.disabled():
        print(
            f"\n  40 clauses as a Word file with every feature: {ours:.1f} ms; python-docx opens and saves it in "
            f"{base:.1f} ms: ratio {ours / base:.2f} (goal: at most 3); docxtpl with the text alone: "
            f"{theirs:.1f} ms: ratio {theirs / base:.2f}"
        )


def test_a_redline_is_written_about_as_fast_as_python_docx_opens_and_saves_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two drafts of 40 clauses of which four are changed, one is gone and one new: compared and written as Word."""
    old = rich_draft(40)
    new = replace(old, clauses=(*old.clauses[1:36], *rich_draft(44).clauses[36:42]))
    lines = redline(lines_of(old), lines_of(new))
    assert any(line.changed for line in lines)
    data = redline_file(new, lines)
    works = {
        "python-docx": lambda: opened_and_saved(data),
        "marketkit": lambda: redline_file(new, redline(lines_of(old), lines_of(new))),
    }
    taken = medians(works)
    ours, base = taken["marketkit"], taken["python-docx"]
    with capsys.disabled():
        print(
            f"\n  A redline of 40 clauses: {ours:.1f} ms; python-docx opens and saves it in {base:.1f} ms: "
            f"ratio {ours / base:.2f} (goal: at most 5)"
        )


def write(drafts: int) -> None:
    for number in range(drafts):
        word_file(rich_draft(40, ("en", "nb")[number % 2]))


def test_two_hundred_drafts_leave_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    write(WARMING_UP)
    tracemalloc.start()
    try:
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        write(DRAFTS)
        gc.collect()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    with capsys.disabled():
        print(
            f"\n  {DRAFTS} drafts of 40 clauses: {after - before:+,} bytes kept, at most {peak:,} in use at once"
        )
    assert after - before < MOST_GROWTH
