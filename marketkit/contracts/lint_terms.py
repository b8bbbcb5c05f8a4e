"""Terms that are used where they are not defined, terms and questions that nothing uses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from marketkit.contracts.body import Body, Slot, Text, spans_of
from marketkit.contracts.findings import Check, Finding, error, warning
from marketkit.contracts.lint_reach import Place, paths, place_of, shown, without
from marketkit.contracts.parameters import Parameter, ParameterType
from marketkit.contracts.reach import Space
from marketkit.contracts.soundness import mentioned
from marketkit.contracts.template import Template, TemplateClause
from marketkit.said import say

# Which law speaks for the contract: asked so that comments tell the right one, also where no text shows the answer.
_ALWAYS_OF_USE = "regime"


@dataclass(frozen=True, slots=True)
class _Term:
    """A term in one language and where it is defined."""

    id: str
    words: str
    clause: TemplateClause
    place: Place


def unused_parameters(template: Template) -> Iterator[Finding]:
    """Questions, and fields of lists, whose answers stand nowhere and decide nothing."""
    names = set(mentioned(template))
    shown_fields = {
        (span.parameter, span.field)
        for part in template.all_texts()
        for body in part.bodies.values()
        for span in spans_of(body)
        if isinstance(span, Slot)
    }
    in_facts = {(rule.rows, value) for rule in template.facts for value in rule.values.values()}
    for parameter in template.parameters.values():
        if parameter.id not in names and parameter.id != _ALWAYS_OF_USE:
            message = say('nothing uses the answer to "{id}"', id=parameter.id)
            yield error(Check.UNUSED_PARAMETER, message, parameter.file, parameter.line)
        elif parameter.type is ParameterType.LIST:
            yield from _unused_fields(parameter, shown_fields | in_facts)


def _unused_fields(parameter: Parameter, used: set[tuple[str, str]]) -> Iterator[Finding]:
    for field in parameter.fields:
        if (parameter.id, field.id) not in used:
            message = say('nothing uses the field "{id}" of "{list}"', id=field.id, list=parameter.id)
            yield error(Check.UNUSED_PARAMETER, message, field.file, field.line)


def terms(template: Template, space: Space) -> Iterator[Finding]:
    """Terms that stand where their definition is left out, or in no text but their definition's; and what only looks
    like a term."""
    for language in template.languages:
        found = _defined(template, language)
        yield from _defined_twice(found)
        for term in found:
            yield from _of_term(term, template, language, space)
    yield from _look_like_terms(template, template.languages[0])


def _defined(template: Template, language: str) -> list[_Term]:
    return [
        _Term(id_, words, path[-1], place_of(path))
        for path in paths(template.clauses)
        for id_, words in path[-1].defines.get(language, {}).items()
    ]


def _defined_twice(found: list[_Term]) -> Iterator[Finding]:
    first: dict[str, _Term] = {}
    for term in found:
        before = first.setdefault(term.words, term)
        if before is not term:
            message = say(
                'the term "{words}" is also defined in "{clause}"', words=term.words, clause=before.clause.id
            )
            yield error(Check.UNDEFINED_TERM, message, _file(term.clause), 1)


def _of_term(term: _Term, template: Template, language: str, space: Space) -> Iterator[Finding]:
    used = False
    for path in paths(template.clauses):
        clause = path[-1]
        body = clause.bodies.get(language, ())
        lines = list(_lines_with(term.words, body, defining=clause is term.clause))
        used = used or bool(lines)
        if not lines or clause is term.clause:
            continue
        case = without(place_of(path), term.place, space)
        if case is not None:
            message = say(
                'uses the term "{words}", whose definition in "{clause}" is left out when {answers}',
                words=term.words,
                clause=term.clause.id,
                answers=shown(case),
            )
            yield error(Check.UNDEFINED_TERM, message, clause.files[language], lines[0])
    used = used or any(
        any(_lines_with(term.words, appendix.bodies.get(language, ()), defining=False))
        for appendix in template.appendices
    )
    if not used:
        message = say('the term "{words}" is defined, but used nowhere', words=term.words)
        yield error(Check.UNUSED_TERM, message, term.clause.files[language], 1)


def _lines_with(words: str, body: Body, *, defining: bool) -> Iterator[int]:
    """The lines where the words stand as a term; in the defining clause not where they are defined."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?:e?s|'s|’s|n|en|et|ne|er|ene|r)*(?!\w)")
    for span in spans_of(body):
        if isinstance(span, Text) and not (defining and span.strong):
            for found in pattern.finditer(span.text):
                if defining or not _begins_sentence(span.text, found.start()):
                    yield span.line


def _begins_sentence(text: str, place: int) -> bool:
    """Whether a capital letter here says nothing: the first word of a text, a sentence or an item."""
    before = text[:place].rstrip(" \n\t(«\"“'")
    return not before or before[-1] in ".:;?!"


_OF_LAWS = frozenset({"Act", "Directive", "Regulation"})  # "the Act on interest on overdue payments"
_CAPITAL = re.compile(r"(?<![\w.])[A-ZÆØÅ][a-zæøå]{2,}(?![\w-])")
# Names of laws, bodies and systems: several words with capital letters, with small words between them.
_NAME = re.compile(r"[A-ZÆØÅ]\w+(?:[ \n]+(?:(?:of|for|and|the|on|to|in)[ \n]+)*[A-ZÆØÅ]\w+)+")


def _look_like_terms(template: Template, language: str) -> Iterator[Finding]:
    """Words written with a capital letter like a term, which are written small elsewhere and defined nowhere."""
    defined = {word for term in _defined(template, language) for word in term.words.split()}
    small = set(_words_of(template, language, re.compile(r"(?<!\w)[a-zæøå]{3,}(?!\w)")))
    seen: set[str] = set()
    for clause in template.all_clauses():
        for span in spans_of(clause.bodies.get(language, ())):
            if not isinstance(span, Text):
                continue
            text = _NAME.sub(lambda found: " " * len(found[0]), span.text)
            for found in _CAPITAL.finditer(text):
                word = found[0]
                known = any(word.rstrip("s") == each.rstrip("s") for each in defined)
                if known or word in seen or _begins_sentence(span.text, found.start()):
                    continue
                if word.lower() in small and word not in _OF_LAWS:
                    seen.add(word)
                    message = say('"{word}" is written like a term, but no clause defines it', word=word)
                    yield warning(Check.UNDEFINED_TERM, message, clause.files[language], span.line)


def _words_of(template: Template, language: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for clause in template.all_clauses():
        for span in spans_of(clause.bodies.get(language, ())):
            if isinstance(span, Text):
                yield from pattern.findall(span.text)


def _file(clause: TemplateClause) -> str:
    return next(iter(clause.files.values()))
