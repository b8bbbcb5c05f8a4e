"""What should not stand in the texts of a template: typed numbers, placeholders, unprintable characters, and what one
language says and another does not. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marketkit.contracts.body import (
    AlternativeBlock,
    Block,
    Body,
    EachBlock,
    Item,
    ItemList,
    Link,
    Slot,
    Table,
    Text,
    spans_of,
)
from marketkit.contracts.findings import Check, Finding, error, warning
from marketkit.contracts.number_words import periods
from marketkit.contracts.parameters import Parameter, Texts
from marketkit.contracts.template import Template, TemplateAppendix, TemplateClause
from marketkit.contracts.typed_answers import UNWANTED
from marketkit.said import say

_TYPED_REFERENCE = re.compile(
    r"\b(?:clauses?|appendix|appendices|annex|schedule|punkt(?:ene)?|klausul|bilag|vedlegg)\s+\d+(?:\.\d+)*\b",
    re.IGNORECASE,
)
# Numbers in figures with what they count: what a lawyer would want to change. Numbers of laws and standards are none.
_TYPED_NUMBER = re.compile(
    r"(?<![\w/.§-])\d+(?:[.,]\d+)?\s*(?:%|percent|per cent|prosent|(?:working |calendar )?days?|weeks?|months?|years?|hours?"
    r"|virkedag(?:er)?|kalenderdag(?:er)?|dag(?:er)?|døgn|uker?|måned(?:er)?|år|timer?|kroner|kr|NOK|EUR|GBP)(?!\w)"
    r"|(?:NOK|EUR|GBP|kr|£|€)\s*\d",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|XXX+|lorem ipsum|insert here|fyll inn her|sett inn her)\b|\[[^\]]*\]|\.{4,}|_{3,}|\?{2,}",
    re.IGNORECASE,
)
# Invisible characters: zero-width marks, soft hyphens, and spaces that look like another.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200d\u2060\ufeff\ufffc\ufffd\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of a template outside its texts: a title, a note, a question."""

    text: str
    file: str
    line: int


def in_prose(template: Template) -> Iterator[Finding]:
    """Typed references and numbers in the texts of clauses and appendices."""
    for part in template.all_texts():
        for language, body in part.bodies.items():
            for span in spans_of(body):
                if isinstance(span, Text):
                    yield from _of_prose(span, part.files[language])


def _of_prose(span: Text, file: str) -> Iterator[Finding]:
    for found in _TYPED_REFERENCE.finditer(span.text):
        message = say(
            '"{text}" is typed; write {{#clause}}, so that the number follows the clause', text=found[0]
        )
        yield error(Check.TYPED_REFERENCE, message, file, span.line)
    for found in _TYPED_NUMBER.finditer(span.text):
        message = say('"{text}" is typed; a parameter lets it be chosen', text=found[0])
        yield warning(Check.TYPED_NUMBER, message, file, span.line)


def unfinished(template: Template) -> Iterator[Finding]:
    """Placeholders left in a text, and characters that cannot be printed or seen."""
    for words in _all_words(template):
        for found in _PLACEHOLDER.finditer(words.text):
            message = say('"{text}" looks like a place that was to be filled in', text=found[0])
            yield error(Check.PLACEHOLDER, message, words.file, words.line)
        for pattern in (UNWANTED, _INVISIBLE):
            for found in pattern.finditer(words.text):
                message = say(
                    "the character U+{code} cannot be seen in a document; write the text anew",
                    code=f"{ord(found[0]):04X}",
                )
                yield error(Check.CHARACTERS, message, words.file, words.line)


def _all_words(template: Template) -> Iterator[_Words]:
    for texts in (template.title, template.summary, template.base_standard):
        yield from _by_language(texts, template.file, 1)
    for parameter in template.parameters.values():
        yield from _of_parameter(parameter)
    for clause in template.all_clauses():
        for language, file in clause.files.items():
            yield from _by_language(
                {key: texts[language] for key, texts in _notes(clause).items() if language in texts}, file, 1
            )
        yield from _of_bodies(clause)
    for appendix in template.appendices:
        yield from _by_language(appendix.title, template.file, appendix.line)
        yield from _of_bodies(appendix)


def _notes(clause: TemplateClause) -> dict[str, Texts]:
    found = {"title": clause.title, "guidance": clause.guidance}
    for alternative in clause.alternatives:
        found[f"{alternative.id} title"] = alternative.title
        found[f"{alternative.id} guidance"] = alternative.guidance
    return found


def _of_parameter(parameter: Parameter) -> Iterator[_Words]:
    texts = [parameter.label, parameter.help, parameter.why, parameter.unit]
    texts += [choice.label for choice in parameter.choices]
    if parameter.default is not None:
        texts.append(parameter.default.rationale)
    for each in texts:
        yield from _by_language(each, parameter.file, parameter.line)
    for field in parameter.fields:
        yield from _of_parameter(field)


def _of_bodies(part: TemplateClause | TemplateAppendix) -> Iterator[_Words]:
    for language, body in part.bodies.items():
        for span in spans_of(body):
            if isinstance(span, Text):
                yield _Words(span.text, part.files[language], span.line)


def _by_language(texts: Mapping[str, str], file: str, line: int) -> Iterator[_Words]:
    for text in texts.values():
        yield _Words(text, file, line)


def out_of_step(template: Template) -> Iterator[Finding]:
    """Where a language asks, refers, defines or is built otherwise than the first one."""
    first = template.languages[0]
    for part in template.all_texts():
        for language in template.languages[1:]:
            if language in part.bodies:
                yield from _differences(part, first, language)


def _differences(part: TemplateClause | TemplateAppendix, first: str, language: str) -> Iterator[Finding]:
    file = part.files[language]
    here, there = _by_wording(part.bodies[language]), _by_wording(part.bodies[first])
    for wording in there:
        yield from _unlike(here.get(wording, ()), there[wording], file, first)
    if isinstance(part, TemplateClause):
        missing = set(part.defines.get(first, {})) ^ set(part.defines.get(language, {}))
        if missing:
            message = say(
                "defines other terms than {language}: {ids}", language=first, ids=", ".join(sorted(missing))
            )
            yield error(Check.LANGUAGES, message, file, 1)
        for key, texts in _notes(part).items():
            if (first in texts) is not (language in texts):
                message = say("{what} stands in one language only", what=key)
                yield error(Check.LANGUAGES, message, file, 1)


def _by_wording(body: Body) -> dict[str, Body]:
    """The text by wording; "" for what all wordings have in common."""
    found: dict[str, list[Block]] = {"": []}
    for block in body:
        if isinstance(block, AlternativeBlock):
            found.setdefault(block.alternative, []).extend(block.blocks)
        else:
            found[""].append(block)
    return {name: tuple(blocks) for name, blocks in found.items()}


def _unlike(here: Body, there: Body, file: str, first: str) -> Iterator[Finding]:
    line = here[0].line if here else 1
    mine, theirs = _named(here), _named(there)
    for name in sorted(mine.keys() ^ theirs.keys()):
        message = (
            say('"{name}" stands here, but not in {language}', name=name, language=first)
            if name in mine
            else say('"{name}" stands in {language}, but not here', name=name, language=first)
        )
        yield error(Check.LANGUAGES, message, file, mine.get(name, line))
    if periods(here) != periods(there):
        message = say(
            "counts {here}, where {language} counts {there}",
            here=_counted(periods(here)),
            there=_counted(periods(there)),
            language=first,
        )
        yield warning(Check.LANGUAGES, message, file, line)
    if _shape(here) != _shape(there):
        message = say("is built otherwise than {language}: paragraphs, items or rows differ", language=first)
        yield warning(Check.LANGUAGES, message, file, line)


def _counted(found: Counter[tuple[int, str]]) -> str:
    return ", ".join(f"{number} {unit}" for number, unit in sorted(found.elements())) or "nothing"


def _named(body: Body) -> dict[str, int]:
    """The answers and the references that stand in a text, each with the first of its lines."""
    found: dict[str, int] = {}
    for span in spans_of(body):
        if isinstance(span, Slot):
            found.setdefault(f"{{{span.path}}}", span.line)
        elif isinstance(span, Link):
            found.setdefault(f"{{#{span.target}}}", span.line)
    return found


def _shape(body: Body) -> tuple[object, ...]:
    """How a text is built: its paragraphs, its lists with their items, its tables with their rows."""
    return tuple(_shape_of(block) for block in body)


def _shape_of(block: Block) -> object:
    match block:
        case ItemList(items=items):
            return ("list", _items(items))
        case Table(rows=rows):
            return ("table", len(rows))
        case EachBlock(blocks=inner) | AlternativeBlock(blocks=inner):
            return ("each", _shape(inner))
        case _:
            return "paragraph"


def _items(items: tuple[Item, ...]) -> tuple[object, ...]:
    return tuple(_items(item.items) for item in items)
