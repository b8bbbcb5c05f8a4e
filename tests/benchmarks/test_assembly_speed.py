"""How fast a draft of 40 clauses is put together, beside python-docx opening and saving a file of the same text.

`pytest -m benchmark`. Printed as a ratio within one run; what is asserted is only that the draft is whole.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

import docx
import pytest

from marketkit.contracts.answers import read_answers
from marketkit.contracts.assembly import assemble
from marketkit.contracts.draft import Draft, inlines_of, text_of
from marketkit.contracts.packages import template_of
from marketkit.contracts.template import Template
from tests.contracts.packages_on_disk import HEAD

pytestmark = pytest.mark.benchmark
CLAUSES, ROUNDS = 40, 15
PARAMETERS = """\
parameters:
  - {id: supplier, type: text, label: {en: Supplier, nb: Leverandør}}
  - {id: price, type: money, label: {en: Price, nb: Pris}}
  - {id: start, type: date, label: {en: Start, nb: Start}}
  - {id: scaling, type: boolean, label: {en: Scaling, nb: Utvidelse}}
  - id: kpis
    type: list
    label: {en: Measures, nb: Mål}
    fields: [{id: name, type: text, label: {en: Name, nb: Navn}}, {id: due, type: date, label: {en: Due, nb: Frist}}]
"""


def made() -> Template:
    """Forty clauses with answers, references, items and tables that repeat, guidance and law."""
    ids = [f"clause-{number}" for number in range(CLAUSES)]
    main = f"{HEAD.format(id='pilot', languages='en')}{PARAMETERS}clauses: [{', '.join(ids)}]\n"
    files = {"pilot/template.yaml": main}
    for number, id_ in enumerate(ids):
        sentences = "".join(
            f"The Supplier, {{supplier}}, delivers by {{start}} at {{price}}, as clause {{#{ids[(number + step) % CLAUSES]}}} "
            "says, and tells the Buyer without delay of what may change the price, the day or the quality.\n\n"
            for step in range(4)
        )
        files[f"pilot/clauses/{id_}.en.md"] = (
            f"---\ntitle: Title of {id_}\nwhen: scaling\nguidance: Mind the index.\n"
            "legal_refs: [{regime: no, instrument: FOA, article: § 1, checked_on: 2026-11-23}]\n---\n"
            f"{sentences}- {{kpis.name}}, by {{kpis.due}}\n\n| Measure | Due |\n|---|---|\n| {{kpis.name}} | {{kpis.due}} |\n"
        )
    return template_of("pilot", {name: text.encode() for name, text in files.items()})


def word_file(draft: Draft) -> bytes:
    document = docx.Document()
    for clause in draft.clauses:
        document.add_heading(clause.title)
        for block in clause.blocks:
            for inlines in inlines_of(block):
                document.add_paragraph(text_of(inlines))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def median(work: Callable[[], object]) -> float:
    """The median of several rounds, in milliseconds of this process alone."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def test_a_draft_is_put_together_faster_than_word_files_are_opened(
    capsys: pytest.CaptureFixture[str],
) -> None:
    template = made()
    answers = read_answers(
        template.parameters,
        {
            "supplier": "Omsorg AS",
            "price": "NOK 1200000",
            "start": "2027-01-31",
            "scaling": True,
            "kpis": [{"name": f"Measure {number}", "due": "2027-06-30"} for number in range(6)],
        },
    )
    draft = assemble(template, answers, language="en")
    data = word_file(draft)
    assembling = median(lambda: assemble(template, answers, language="en"))
    opening = median(lambda: docx.Document(io.BytesIO(data)).save(io.BytesIO()))
    assert draft.complete and len(draft.clauses) == CLAUSES
    with capsys.disabled():
        print(
            f"\n  assembling {CLAUSES} clauses: {assembling:.1f} ms; python-docx opens and saves the same text in "
            f"{opening:.1f} ms; ratio {assembling / opening:.2f} (goal: far below 1)"
        )
