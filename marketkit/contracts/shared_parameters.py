"""The parameters in `_shared/parameters.yaml`, each read when a template uses it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from marketkit.contracts.package_fields import PackageFields
from marketkit.errors import BadInput, Fault
from marketkit.said import say
from marketkit.yamlfields import Fields
from marketkit.yamltext import Node, decode, load

REQUIRED_KEYS = ("id", "type", "label")
FIELD_KEYS = ("help", "why", "unit", "minimum", "maximum", "options")
PARAMETER_KEYS = ("label", *FIELD_KEYS, "group", "default", "required_when", "source", "fields")

_LIST = "parameters"


@dataclass(frozen=True, slots=True)
class SharedParameters:
    """The entries of the file by id, unread, and its lines."""

    file: str
    nodes: Mapping[str, Node] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @classmethod
    def load(cls, data: bytes, file: str) -> SharedParameters:
        """The file's entries. Raises BadInput when it is no list of parameters under `parameters:`."""
        faults: list[Fault] = []
        top = Fields(load(data, file), where="", allowed=(_LIST,), file=file, faults=faults)
        nodes: dict[str, Node] = {}
        for node in top.nodes(_LIST):
            id_ = node.get("id")
            if id_ is None:
                top.fault(_LIST, say("every parameter has an id"), line=node.line)
            elif id_.text in nodes:
                top.fault(_LIST, say('"{id}" stands twice', id=id_.text), line=node.line)
            else:
                nodes[id_.text] = node
        if faults:
            raise BadInput(faults)
        return cls(file, nodes, tuple(decode(data, file).splitlines()))

    def fields_of(self, id_: str, user: PackageFields) -> PackageFields | None:
        """The fields of a parameter, to be read in the languages of the template that uses it."""
        node = self.nodes.get(id_)
        if node is None:
            return None
        return PackageFields(
            node,
            where=f"{_LIST}, {id_}",
            required=REQUIRED_KEYS,
            optional=PARAMETER_KEYS,
            file=self.file,
            languages=user.languages,
            faults=user.faults,
        )

    def source_of(self, ids: Collection[str]) -> bytes:
        """A file like this one with these parameters alone: a template is not changed by those it does not use."""
        starts = sorted(node.line - 1 for node in self.nodes.values())
        ends = dict(zip(starts, [*starts[1:], len(self.lines)], strict=True))
        kept = [f"{_LIST}:"]
        for id_, node in self.nodes.items():
            if id_ in ids:
                kept.extend(_without_end(self.lines[node.line - 1 : ends[node.line - 1]]))
        return ("\n".join(kept) + "\n").encode()


def _without_end(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of an entry without the empty ones and the comments after it, which may speak of the next."""
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines = lines[:-1]
    return lines
