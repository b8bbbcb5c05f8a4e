"""What holds for every draft, whatever the template and the answers: properties over templates made at random."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from marketkit.contracts.assembly import assemble
from marketkit.contracts.draft import Draft, Reference, Value, Words
from marketkit.contracts.packages import template_of
from marketkit.contracts.parameters import Answer
from marketkit.contracts.template import Template
from tests.contracts.packages_on_disk import HEAD, every_inline

FLAGS = ("a", "b", "c")
CONDITIONS = ("", "a", "not a", "b and c", "a or not c", "b")


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """Clauses that depend on flags and refer to each other, two appendices, and a list that repeats."""
    depths = [1]
    for depth in draw(st.lists(st.integers(1, 3), max_size=9)):
        depths.append(min(depth, depths[-1] + 1))
    ids = [f"clause-{number}" for number in range(len(depths))]
    targets = [*ids, "first-appendix", "second-appendix"]
    files = {"pilot/template.yaml": _main(ids, depths)}
    for id_ in ids:
        when = draw(st.sampled_from(CONDITIONS))
        target = draw(st.sampled_from(targets))
        front = f"---\ntitle: Title of {id_}\n{f'when: {when}' if when else ''}\n---\n"
        files[f"pilot/clauses/{id_}.en.md"] = f"{front}See {{#{target}}}, {{word}}.\n\n- {{rows.name}}\n"
    return template_of("pilot", {name: text.encode() for name, text in files.items()})


def _main(ids: list[str], depths: list[int]) -> str:
    flags = "".join(f"  - {{id: {flag}, type: boolean, label: {{en: Flag {flag}}}}}\n" for flag in FLAGS)
    return (
        f"{HEAD.format(id='pilot', languages='en').replace(', nb: Pilot', '')}parameters:\n{flags}"
        "  - {id: word, type: text, label: {en: Word}}\n"
        "  - {id: rows, type: list, label: {en: Rows}, fields: [{id: name, type: text, label: {en: Name}}]}\n"
        f"clauses:\n{''.join(_clauses(ids, depths))}"
        "appendices:\n"
        "  - {id: first-appendix, title: {en: First}, who_fills: buyer, when: {en: Now}, if: a}\n"
        "  - {id: second-appendix, title: {en: Second}, who_fills: buyer, when: {en: Now}}\n"
    )


def _clauses(ids: list[str], depths: list[int]) -> Iterator[str]:
    for position, (id_, depth) in enumerate(zip(ids, depths, strict=True)):
        indent = "    " * (depth - 1) + "  "
        parent = position + 1 < len(depths) and depths[position + 1] > depth
        yield f"{indent}- id: {id_}\n{indent}  clauses:\n" if parent else f"{indent}- {id_}\n"


ANSWERS = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(FLAGS, st.booleans()), "word": st.sampled_from(["one", "{two}", "<&>"])}
)


@settings(max_examples=25)
@given(templates(), ANSWERS)
def test_numbers_have_no_gaps_and_references_show_the_number_of_their_clause(
    template: Template, answers: dict[str, Answer]
) -> None:
    draft = assemble(template, answers, language="en")
    _assert_numbered(draft)
    numbers = {clause.id: clause.number for clause in draft.clauses}
    numbers |= {appendix.id: f"Appendix {appendix.number}" for appendix in draft.appendices}
    marked = 0
    for inlines in every_inline(draft):
        for inline in inlines:
            if isinstance(inline, Reference):
                assert inline.text == numbers[inline.target]
            marked += isinstance(inline, Words) and "which is not in this draft" in inline.text
    assert marked == len(draft.warnings)
    assert [appendix.number for appendix in draft.appendices] == [
        str(number) for number in range(1, len(draft.appendices) + 1)
    ]


def _assert_numbered(draft: Draft) -> None:
    """Every number follows from the one before: the next at its own level, or the first one step inwards."""
    counts = [0, 0, 0]
    for clause in draft.clauses:
        counts[clause.level - 1] += 1
        counts[clause.level :] = [0] * (3 - clause.level)
        assert clause.number == ".".join(str(count) for count in counts[: clause.level])


@settings(max_examples=15)
@given(templates(), ANSWERS)
def test_every_clause_stands_or_is_left_out_and_the_same_input_gives_the_same_draft(
    template: Template, answers: dict[str, Answer]
) -> None:
    draft = assemble(template, answers, language="en")
    standing = [clause.id for clause in draft.clauses]
    left_out = [one.id for one in draft.left_out if one.id.startswith("clause-")]
    assert sorted(standing + left_out) == sorted(clause.id for clause in template.all_clauses())
    again = template_of("pilot", template.sources)
    assert assemble(again, dict(reversed(answers.items())), language="en") == draft


@settings(max_examples=15)
@given(templates(), ANSWERS)
def test_a_draft_is_complete_exactly_when_nothing_in_it_waits_for_an_answer(
    template: Template, answers: dict[str, Answer]
) -> None:
    draft = assemble(template, answers, language="en")
    placeholders = [
        inline
        for inlines in every_inline(draft)
        for inline in inlines
        if isinstance(inline, Value) and not inline.answered
    ]
    undecided = any(not clause.decided for clause in draft.clauses)
    appendix_open = "a" not in answers
    assert draft.complete == (not placeholders and not undecided and not appendix_open)
    for missing in draft.missing:
        assert missing.parameter not in answers
