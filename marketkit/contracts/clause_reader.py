"""Reads a clause from its files, one in each language: front matter in YAML and the text below it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from marketkit.contracts.body import AlternativeBlock, Body, Text, spans_of
from marketkit.contracts.markup import parse_body
from marketkit.contracts.package_fields import NAME, PackageFields
from marketkit.contracts.parameters import Texts
from marketkit.contracts.template import Alternative, Stance, TemplateClause
from marketkit.errors import BadInput, Fault
from marketkit.said import say
from marketkit.yamltext import Node, decode, load

_FENCE = "---"
_IN_EVERY_LANGUAGE = ("guidance", "defines", "alternatives")
_IN_THE_FIRST = ("when", "legal_refs", "uses", "covers")


@dataclass(frozen=True, slots=True)
class Document:
    """A text file of a package: its front matter, if any, and its text with the line that it begins on."""

    file: str
    front: Node | None
    text: str
    first_line: int


def read_document(data: bytes, file: str) -> Document:
    """The two parts of a file. Raises BadInput with every fault of the front matter."""
    lines = decode(data, file).splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return Document(file, None, "\n".join(lines), 1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise BadInput([Fault(say('the front matter is not closed; end it with "---"'), file=file, line=1)])
    # An empty line stands for the first fence, so that the lines of the front matter keep their numbers.
    front = load("\n".join(["", *lines[1:end]]).encode(), file)
    return Document(file, front, "\n".join(lines[end + 1 :]), end + 2)


class ClauseReader:
    """Reads clauses. `faults` gathers what is wrong.

    `open_file` gives the file of a clause in a language, and its name; `line` is where the template names the clause.
    """

    def __init__(
        self,
        languages: Sequence[str],
        open_file: Callable[[str, str, int], tuple[bytes, str] | None],
        faults: list[Fault],
    ) -> None:
        self.languages = tuple(languages)
        self.open_file = open_file
        self.faults = faults
        self.named: tuple[str, ...] = ()  # the alternatives of the clause being read, also those with faults

    def read(self, id_: str, line: int) -> TemplateClause | None:
        """The clause in all its languages; None when its file in the first of them cannot be read."""
        clause: TemplateClause | None = None
        self.named = ()
        for language in self.languages:
            opened = self.open_file(id_, language, line)
            if opened is None:
                continue
            try:
                document = read_document(*opened)
            except BadInput as error:
                self.faults.extend(error.faults)
                continue
            if language == self.languages[0]:
                clause = self._first(id_, line, document)
            elif clause is not None:
                clause = self._further(clause, language, document)
        return clause

    def _fields(self, document: Document, optional: Sequence[str]) -> PackageFields | None:
        if document.front is None:
            message = say('expected front matter between two lines "---" at the top, with at least a title')
            self.faults.append(Fault(message, file=document.file, line=1))
            return None
        return PackageFields(
            document.front,
            where="",
            required=("title",),
            optional=optional,
            file=document.file,
            languages=(),
            faults=self.faults,
        )

    def _first(self, id_: str, line: int, document: Document) -> TemplateClause:
        language = self.languages[0]
        clause = TemplateClause(id_, line, {}, {}, {language: document.file})
        fields = self._fields(document, (*_IN_EVERY_LANGUAGE, *_IN_THE_FIRST))
        if fields is None:
            return clause
        clause = replace(
            clause,
            when=fields.when("when"),
            alternatives=self._alternatives(fields, language),
            legal_refs=fields.provisions("legal_refs"),
            uses=fields.texts("uses"),
            covers=fields.texts("covers"),
        )
        return self._with_texts(clause, language, fields, document)

    def _further(self, clause: TemplateClause, language: str, document: Document) -> TemplateClause:
        clause = replace(clause, files={**clause.files, language: document.file})
        fields = self._fields(document, (*_IN_EVERY_LANGUAGE, *_IN_THE_FIRST))
        if fields is None:
            return clause
        for key in _IN_THE_FIRST:
            if fields.has(key):
                first = clause.files[self.languages[0]]
                fields.fault(key, say("stands only in {first}, and holds for all languages", first=first))
        clause = replace(clause, alternatives=self._translated(fields, language, clause.alternatives))
        return self._with_texts(clause, language, fields, document)

    def _with_texts(
        self, clause: TemplateClause, language: str, fields: PackageFields, document: Document
    ) -> TemplateClause:
        defines = self._terms(fields)
        body = parse_body(
            document.text, file=document.file, first_line=document.first_line, faults=self.faults
        )
        self._check_terms(body, defines, document.file)
        self._check_alternatives(body, fields)
        return replace(
            clause,
            title=_with(clause.title, language, fields.text("title")),
            guidance=_with(clause.guidance, language, fields.text("guidance")),
            defines={**clause.defines, language: defines} if defines else clause.defines,
            bodies={**clause.bodies, language: body},
        )

    def _terms(self, fields: PackageFields) -> Texts:
        """The terms under `defines:`, their words by id."""
        node = fields.node.get("defines")
        if node is None:
            return {}
        if node.kind != "map":
            fields.fault("defines", say("expected terms such as {{results: Results}}"))
            return {}
        terms: dict[str, str] = {}
        for id_, (key, words) in node.entries.items():
            if not NAME.fullmatch(id_):
                fields.fault("defines", say('"{id}" is not an id such as pilot-area', id=id_), line=key.line)
            elif words.kind != "text" or not words.text.strip():
                fields.fault("defines", say("expected the words of the term"), line=words.line)
            else:
                terms[id_] = words.text.strip()
        return terms

    def _check_terms(self, body: Body, terms: Texts, file: str) -> None:
        for span in spans_of(body):
            if isinstance(span, Text) and span.strong and span.text not in terms.values():
                message = say(
                    '"**{words}**" marks a term that is defined here; name it under "defines"',
                    words=span.text,
                )
                self.faults.append(Fault(message, file=file, line=span.line, value=span.text))

    def _check_alternatives(self, body: Body, fields: PackageFields) -> None:
        """Every alternative has its text in every language, and no text an alternative that is not named."""
        blocks = [block for block in body if isinstance(block, AlternativeBlock)]
        for block in blocks:
            if block.alternative not in self.named:
                message = say('the clause names no alternative "{id}"', id=block.alternative)
                self.faults.append(Fault(message, file=fields.file, line=block.line, value=block.alternative))
        for id_ in self.named:
            if id_ and id_ not in [block.alternative for block in blocks]:
                fields.fault(
                    "alternatives", say('no text stands in "::: alternative {id}"', id=id_), value=id_
                )

    def _alternatives(self, fields: PackageFields, language: str) -> tuple[Alternative, ...]:
        found = []
        for entry in fields.children("alternatives", ("id", "when", "stance", "title"), ("guidance",)):
            id_, when = entry.name("id"), entry.when("when")
            self.named = (*self.named, id_)
            stance = entry.member("stance", Stance)
            title, guidance = entry.text("title"), entry.text("guidance")
            if id_ and when is not None:
                alternative = Alternative(id_, when, stance, {}, entry.file, entry.node.line)
                found.append(_worded(alternative, language, title, guidance))
        fields.unique("alternatives", [alternative.id for alternative in found])
        return tuple(found)

    def _translated(
        self, fields: PackageFields, language: str, alternatives: tuple[Alternative, ...]
    ) -> tuple[Alternative, ...]:
        """The alternatives with their titles and guidance in one more language."""
        found: dict[str, tuple[str | None, str | None]] = {}
        for entry in fields.children("alternatives", ("id", "title"), ("guidance",)):
            id_ = entry.text("id") or ""
            if id_ and id_ not in [alternative.id for alternative in alternatives]:
                entry.fault("id", say("the clause has no such alternative"), value=id_)
            found[id_] = (entry.text("title"), entry.text("guidance"))
        missing = [alternative.id for alternative in alternatives if alternative.id not in found]
        if missing:
            fields.fault("alternatives", say("a title is missing for {ids}", ids=", ".join(missing)))
        return tuple(
            _worded(alternative, language, *found.get(alternative.id, (None, None)))
            for alternative in alternatives
        )


def _worded(alternative: Alternative, language: str, title: str | None, guidance: str | None) -> Alternative:
    return replace(
        alternative,
        title=_with(alternative.title, language, title),
        guidance=_with(alternative.guidance, language, guidance),
    )


def _with(texts: Mapping[str, str], language: str, text: str | None) -> Texts:
    return {**texts, language: text} if text else texts
