"""YAML read as text: every scalar stays the text that was written, and everything knows its line.

YAML's own typing turns `no` into false and `1:30` into 90; a file people write by hand and lawyers rely on must
not do that. Anchors, tags, duplicate keys, tabs and several documents in one file are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from marketkit.errors import BadInput, Fault
from marketkit.said import Said, say

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_NODES = 100_000
MAX_SHOWN = 80
# What YAML itself does not print or takes for a line end that no editor shows; and the line ends it counts.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")


@dataclass(slots=True)
class Node:
    """A place in the file: a scalar (`text`), a list (`items`) or a map (`entries`), with its line from 1."""

    kind: str  # "text" | "list" | "map"
    line: int
    text: str = ""
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Node, Node]] = field(default_factory=dict)  # key -> (key's node, value)

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def describe(self) -> Said:
        """What stands here, for an error message."""
        if self.kind == "text":
            shown = self.text if len(self.text) <= MAX_SHOWN else f"{self.text[:MAX_SHOWN]}…"
            return say('"{text}"', text=shown) if shown else say("nothing")
        return say("a list") if self.kind == "list" else say("a block of keys")


def load(data: bytes, file: str) -> Node:
    """The tree of a YAML file. Raises BadInput with every fault that can be told apart."""
    text = decode(data, file)
    builder = _Builder(file)
    try:
        return builder.build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise BadInput([*builder.faults, Fault(_plain(error), file=file, line=line)]) from None


def decode(data: bytes, file: str) -> str:
    """The text of a file. Raises BadInput for one that is empty, too large, not UTF-8 or holds control characters."""
    if len(data) > MAX_BYTES:
        raise BadInput(
            [Fault(say("the file is larger than {max_bytes} kB", max_bytes=MAX_BYTES // 1000), file=file)]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            [Fault(say("the file is not UTF-8 text; save it as UTF-8"), file=file, line=line)]
        ) from None
    if not text.strip():
        raise BadInput([Fault(say("the file is empty"), file=file)])
    bad = _UNPRINTABLE.search(text)
    if bad is not None:
        message = say("a control character (U+{code}) cannot stand in the file", code=f"{ord(bad[0]):04X}")
        line = len(_LINE_END.findall(text, 0, bad.start())) + 1
        raise BadInput([Fault(message, file=file, line=line)])
    return text


def _plain(error: yaml.MarkedYAMLError) -> Said:
    problem = error.problem or "cannot be read"
    if "'\\t'" in problem:
        return say("a tab cannot be used here; indent with spaces")
    if "mapping values are not allowed" in problem:
        return say('a ":" is not expected here; quote the text if it holds one, and check the indentation')
    context = f" ({error.context})" if error.context else ""
    return say("this is not YAML: {problem}{context}", problem=problem, context=context)


class _Builder:
    """Builds the tree from YAML's events, without recursion, so that no file can exhaust the stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self.open: list[Node] = []
        self.pending: list[Node | None] = []  # the key waiting for its value, one for each open node
        self.count = 0

    def build(self, text: str) -> Node:
        documents = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            mark = event.start_mark
            line = mark.line + 1 if mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(say("only one document can stand in the file"), line)
            elif isinstance(event, yaml.NodeEvent):
                self._refuse_cleverness(event, line)
                self._node(event, line)
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                self.open.pop()
                self.pending.pop()
        if self.faults:
            raise BadInput(self.faults)
        if self.root is None:
            raise BadInput([Fault(say("the file is empty"), file=self.file)])
        return self.root

    def _stop(self, message: str, line: int) -> None:
        self.faults.append(Fault(message, file=self.file, line=line))
        raise BadInput(self.faults)

    def _refuse_cleverness(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._stop(
                say("aliases (*{anchor}) are not allowed; write the value out", anchor=event.anchor), line
            )
        if event.anchor is not None:
            self._stop(
                say("anchors (&{anchor}) are not allowed; write the value out", anchor=event.anchor), line
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._stop(say("tags ({tag}) are not allowed", tag=tag), line)

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            self._stop(say("the file holds more than {max_nodes} values", max_nodes=MAX_NODES), line)
        if isinstance(event, yaml.ScalarEvent):
            node = Node("text", line, text=event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node("list", line)
        else:
            node = Node("map", line)
        self._attach(node)
        if node.kind != "text":
            if len(self.open) >= MAX_DEPTH:
                self._stop(
                    say("the file is nested more than {max_depth} levels deep", max_depth=MAX_DEPTH), line
                )
            self.open.append(node)
            self.pending.append(None)

    def _attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.kind == "list":
            parent.items.append(node)
            return
        key = self.pending[-1]
        if key is None:
            if node.kind != "text":
                self._stop(say("a key must be plain text"), node.line)
            self.pending[-1] = node
            return
        self.pending[-1] = None
        if key.text in parent.entries:
            first = parent.entries[key.text][0].line
            message = say(
                'the key "{text}" stands twice; it was first used in line {first}', text=key.text, first=first
            )
            self.faults.append(Fault(message, file=self.file, line=key.line, value=key.text))
            return
        parent.entries[key.text] = (key, node)
