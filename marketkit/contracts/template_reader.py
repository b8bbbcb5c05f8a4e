"""Reads template.yaml and, through it, the clauses, appendices and shared parts that it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from marketkit.contracts.body import AlternativeBlock
from marketkit.contracts.clause_reader import ClauseReader, Document, read_document
from marketkit.contracts.draft import DEEPEST_LEVEL, FactKind
from marketkit.contracts.markup import parse_body
from marketkit.contracts.package_fields import NAME, WORD, PackageFields
from marketkit.contracts.parameter_reader import read_parameters, read_shared
from marketkit.contracts.parameters import Parameter
from marketkit.contracts.phrases import LANGUAGES
from marketkit.contracts.shared_parameters import SharedParameters
from marketkit.contracts.soundness import mentioned
from marketkit.contracts.template import (
    REGIMES,
    FactRule,
    Filler,
    Group,
    Model,
    Status,
    Template,
    TemplateAppendix,
    TemplateClause,
)
from marketkit.errors import BadInput, Fault
from marketkit.said import Said, say
from marketkit.yamltext import Node, load

SHARED = "_shared"
TEMPLATE_FILE = "template.yaml"
PARAMETERS_FILE = "parameters.yaml"
_REQUIRED = ("id", "version", "model", "status", "title", "languages", "clauses")
_OPTIONAL = (
    "summary",
    "regimes",
    "base_standard",
    "legal_basis",
    "groups",
    "parameters",
    "appendices",
    "requires",
    "facts",
)
_VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}", re.ASCII)


class TemplateReader:
    """Reads one template. `faults` gathers what is wrong, `used` the files the template is made of, by name."""

    def __init__(self, id_: str, files: Mapping[str, bytes], shown_in: Path | None) -> None:
        self.id = id_
        self.files = files
        self.shown_in = shown_in
        self.faults: list[Fault] = []
        self.used: dict[str, bytes] = {}
        self.languages: tuple[str, ...] = ()
        self.shared = SharedParameters("")
        self.main = self.shown(f"{id_}/{TEMPLATE_FILE}")

    def shown(self, name: str) -> str:
        """The file as messages name it."""
        return str(self.shown_in / name) if self.shown_in else name

    def open(self, name: str) -> bytes | None:
        """What stands in a file, which the template is from now on made of; None where there is no such file."""
        data = self.files.get(name)
        if data is not None:
            self.used[name] = data
        return data

    def fault(self, message: Said, line: int, value: str | None = None) -> None:
        self.faults.append(Fault(message, file=self.main, line=line, value=value))

    def read(self) -> Template | None:
        """The template, hash and sources apart; None when there is too little of it to go on."""
        data = self.open(f"{self.id}/{TEMPLATE_FILE}")
        try:
            root = load(data or b"", self.main)
        except BadInput as error:
            self.faults.extend(error.faults)
            return None
        top = PackageFields(
            root,
            where="",
            required=_REQUIRED,
            optional=_OPTIONAL,
            file=self.main,
            languages=(),
            faults=self.faults,
        )
        self.languages = top.languages = self._languages(top)
        if not self.languages:
            return None
        return self._with_mentioned(self._template(top), top)

    def _languages(self, top: PackageFields) -> tuple[str, ...]:
        languages = top.texts("languages")
        for language in languages:
            if language not in LANGUAGES:
                known = ", ".join(LANGUAGES)
                top.fault("languages", say("expected languages among {known}", known=known), value=language)
        return tuple(language for language in languages if language in LANGUAGES)

    def _template(self, top: PackageFields) -> Template:
        return Template(
            id=self._id(top),
            version=self._version(top),
            model=top.member("model", Model),
            status=top.member("status", Status),
            title=top.texts_by_language("title"),
            summary=top.texts_by_language("summary"),
            languages=self.languages,
            regimes=self._regimes(top),
            parameters=self._parameters(top),
            clauses=self._clauses(
                top.node.get("clauses"), ClauseReader(self.languages, self._clause_file, self.faults), set()
            ),
            file=self.main,
            hash="",
            groups=tuple(
                Group(group.name("id"), group.texts_by_language("title"))
                for group in top.children("groups", ("id", "title"))
            ),
            appendices=tuple(
                self._appendix(fields)
                for fields in top.children("appendices", ("id", "title", "who_fills", "when"), ("if",))
            ),
            legal_basis=top.provisions("legal_basis"),
            requires=top.texts("requires"),
            facts=tuple(
                self._fact(fields) for fields in top.children("facts", ("kind", "values"), ("rows", "if"))
            ),
            base_standard=top.texts_by_language("base_standard"),
        )

    def _id(self, top: PackageFields) -> str:
        id_ = top.name("id")
        if id_ and id_ != self.id:
            top.fault("id", say('expected the name of the folder, "{folder}"', folder=self.id), value=id_)
        return id_

    def _version(self, top: PackageFields) -> str:
        version = top.text("version") or ""
        if version and not _VERSION.fullmatch(version):
            top.fault("version", say('expected three numbers such as 1.0.0, found "{text}"', text=version))
        return version

    def _regimes(self, top: PackageFields) -> tuple[str, ...]:
        regimes = top.texts("regimes")
        for regime in regimes:
            if regime not in REGIMES:
                known = ", ".join(REGIMES)
                top.fault("regimes", say("expected regimes among {known}", known=known), value=regime)
        return regimes

    def _parameters(self, top: PackageFields) -> dict[str, Parameter]:
        name = f"{SHARED}/{PARAMETERS_FILE}"
        shared = SharedParameters(self.shown(name))
        try:
            if name in self.files:
                shared = SharedParameters.load(self.files[name], self.shown(name))
        except BadInput as error:
            self.faults.extend(error.faults)
        self.shared = shared
        return read_parameters(top, shared)

    def _with_mentioned(self, template: Template, top: PackageFields) -> Template:
        """The template with the shared parameters that its texts and conditions mention and it does not take itself."""
        parameters = dict(template.parameters)
        groups = {group.id for group in template.groups}
        while True:
            template = replace(template, parameters=parameters)
            wanted = [name for name in mentioned(template) if name not in parameters]
            taken = [read_shared(name, top, self.shared) for name in wanted if name in self.shared.nodes]
            if not any(taken):
                break
            for parameter in taken:
                if parameter is not None:
                    group = parameter.group if parameter.group in groups else ""
                    parameters[parameter.id] = replace(parameter, group=group)
        used = [parameter.id for parameter in parameters.values() if parameter.shared]
        if used:
            self.used[f"{SHARED}/{PARAMETERS_FILE}"] = self.shared.source_of(used)
        return template

    def _clauses(
        self, node: Node | None, reader: ClauseReader, seen: set[str], level: int = 1
    ) -> tuple[TemplateClause, ...]:
        if node is None:
            return ()
        if node.kind != "list" or not node.items:
            self.fault(say("clauses: expected a list, found {node}", node=node.describe()), node.line)
            return ()
        if level > DEEPEST_LEVEL:
            self.fault(say("clauses: expected at most {levels} levels", levels=DEEPEST_LEVEL), node.line)
            return ()
        found = [self._clause(entry, reader, seen, level) for entry in node.items]
        return tuple(clause for clause in found if clause is not None)

    def _clause(self, node: Node, reader: ClauseReader, seen: set[str], level: int) -> TemplateClause | None:
        if node.kind == "text":
            id_, inner = node.text.strip(), None
        else:
            fields = self._entry(node)
            id_, inner = fields.name("id"), node.get("clauses")
        if node.kind == "text" and not NAME.fullmatch(id_):
            self.fault(say('clauses: "{id}" is not the id of a clause', id=id_), node.line, id_)
            id_ = ""
        if id_ in seen:
            self.fault(say('clauses: "{id}" stands twice', id=id_), node.line, id_)
            id_ = ""
        clause = reader.read(id_, node.line) if id_ else None
        seen.add(id_)
        nested = self._clauses(inner, reader, seen, level + 1)
        return clause and replace(clause, clauses=nested, shared=self._is_shared(id_))

    def _entry(self, node: Node) -> PackageFields:
        return PackageFields(
            node,
            where="clauses",
            required=("id", "clauses"),
            optional=(),
            file=self.main,
            languages=self.languages,
            faults=self.faults,
        )

    def _is_shared(self, id_: str) -> bool:
        """Whether a clause comes from the shared ones: this folder has it in no language."""
        return not any(f"{self.id}/clauses/{id_}.{language}.md" in self.files for language in self.languages)

    def _clause_file(self, id_: str, language: str, line: int) -> tuple[bytes, str] | None:
        folder = SHARED if self._is_shared(id_) else self.id
        name = f"{folder}/clauses/{id_}.{language}.md"
        data = self.open(name)
        if data is None:
            self.fault(say('clauses: "{id}": there is no file {name}', id=id_, name=name), line, id_)
            return None
        return data, self.shown(name)

    def _appendix(self, fields: PackageFields) -> TemplateAppendix:
        id_ = fields.name("id")
        appendix = TemplateAppendix(
            id=id_,
            line=fields.node.line,
            title=fields.texts_by_language("title"),
            who_fills=fields.member("who_fills", Filler),
            when=fields.texts_by_language("when"),
            condition=fields.when("if"),
        )
        names = {language: f"{self.id}/appendices/{id_}.{language}.md" for language in self.languages}
        if not any(name in self.files for name in names.values()):
            return appendix
        for language, name in names.items():
            data = self.open(name)
            if data is None:
                fields.fault("id", say("there is no file {name}", name=name))
            else:
                appendix = self._with_text(appendix, language, data, self.shown(name))
        return appendix

    def _with_text(
        self, appendix: TemplateAppendix, language: str, data: bytes, file: str
    ) -> TemplateAppendix:
        try:
            document = read_document(data, file)
        except BadInput as error:
            self.faults.extend(error.faults)
            return appendix
        body = parse_body(document.text, file=file, first_line=document.first_line, faults=self.faults)
        guidance = self._guidance(document)
        for block in body:
            if isinstance(block, AlternativeBlock):
                message = say("an appendix has no alternatives; make two appendices with conditions")
                self.faults.append(Fault(message, file=file, line=block.line))
        return replace(
            appendix,
            bodies={**appendix.bodies, language: body},
            files={**appendix.files, language: file},
            guidance={**appendix.guidance, language: guidance} if guidance else appendix.guidance,
        )

    def _guidance(self, document: Document) -> str | None:
        """What the front matter of an appendix may hold: a note to the lawyer."""
        if document.front is None:
            return None
        fields = PackageFields(
            document.front,
            where="",
            required=(),
            optional=("guidance",),
            file=document.file,
            languages=(),
            faults=self.faults,
        )
        return fields.text("guidance")

    def _fact(self, fields: PackageFields) -> FactRule:
        values: dict[str, str] = {}
        node = fields.node.get("values")
        if node is not None and node.kind != "map":
            fields.fault("values", say("expected names and parameters such as {{target: target}}"))
        for name, (key, value) in (node.entries if node else {}).items():
            if not WORD.fullmatch(name) or not WORD.fullmatch(value.text.strip()):
                fields.fault(
                    "values", say('expected a name and a parameter, found "{name}"', name=name), line=key.line
                )
            else:
                values[name] = value.text.strip()
        return FactRule(
            kind=fields.member("kind", FactKind),
            line=fields.node.line,
            values=values,
            rows=fields.text("rows") or "",
            condition=fields.when("if"),
        )
