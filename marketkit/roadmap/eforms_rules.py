"""Whether an eForms planning notice keeps the rules of its subtype: bytes in, findings out. Pure.

The structure schema alone lets notices through that no publisher accepts. This checker is written from the facts of
the official rules, in tables of our own (`eforms_terms`); where a rule has an official id, a finding carries it. Ids
that begin with "MK-" are our own rules. For subtypes other than E2 and 4 only the rules common to all are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from marketkit.roadmap import eforms_terms as terms
from marketkit.roadmap.eforms_codes import NO_PARTS_SUBTYPES, PLANNING_SUBTYPES
from marketkit.roadmap.eforms_shapes import find, misshapen
from marketkit.said import Said, say

MAX_BYTES = 5_000_000
ROOT_TAG = f"{{{terms.NAMESPACES['pin']}}}PriorInformationNotice"
_PREFIXES = {uri: prefix for prefix, uri in terms.NAMESPACES.items()}

# Official rules that are left to the publisher's own check, and why.
NOT_CHECKED = (
    (
        say("conditions between fields (stage 4)"),
        say("several hundred; only the few in `eforms_shapes` are ours"),
    ),
    (
        say("codes of the long lists (CPV, NUTS, country, currency)"),
        say("the lists are not shipped; shapes are checked"),
    ),
    (
        say("allowed values of BT-01 for each subtype"),
        say("the list changes with the law, and is not in the definitions"),
    ),
    (
        say("fields forbidden inside lots, results and modifications"),
        say("the node that would hold them is forbidden itself"),
    ),
    (say("order of elements"), say("that is the structure schema's part")),
    (
        say("rules against earlier notices (previous version, notice already published)"),
        say("they need the publisher's register"),
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that the notice breaks: the rule's id, the business term or node, the place in the file, in words."""

    rule: str
    term: str
    location: str
    message: Said

    def __str__(self) -> str:
        return f"{self.rule} ({self.term}) {self.location}: {self.message}"


def check(xml: bytes, subtype: str | None = None) -> tuple[Finding, ...]:
    """Every finding about a notice. `subtype` is the one it should have; None takes the notice's own word.

    A file that is no readable notice (not XML, too large, with a document type or entities) yields one finding.
    """
    root = _parse(xml)
    if isinstance(root, Said):
        return (Finding("MK-readable", "", "/", root),)
    own = next((str(node.text or "").strip() for node in find(root, terms.SUBTYPE)), "")
    asked = subtype or own
    found = [*_about_subtype(root, own, asked), *_structure(root, asked)]
    if asked in PLANNING_SUBTYPES:
        found += [*_mandatory(root, asked), *_forbidden(root, asked), *_limits(root, asked)]
    found += [*_empty(root), *_listed(root)]
    found += [Finding(rule, term, place(node), message) for rule, term, node, message in misshapen(root)]
    return tuple(found)


def place(node: etree._Element) -> str:
    """Where an element stands: its path, with a number where it has siblings of its kind."""
    steps = []
    current: etree._Element | None = node
    while current is not None:
        name = etree.QName(current)
        step = f"{_PREFIXES.get(name.namespace or '', '*')}:{name.localname}"
        parent = current.getparent()
        alike = [] if parent is None else parent.findall(str(current.tag))
        steps.append(step if len(alike) < 2 else f"{step}[{alike.index(current) + 1}]")
        current = parent
    return "/" + "/".join(reversed(steps))


def _parse(xml: bytes) -> etree._Element | Said:
    """The notice's root, or why the file is refused. Nothing outside the bytes is read, no entity replaced."""
    if len(xml) > MAX_BYTES:
        return say("the file is larger than {limit} bytes", limit=MAX_BYTES)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return say("the file cannot be read as XML: {reason}", reason=str(error))
    if root.getroottree().docinfo.internalDTD is not None:
        return say("the file declares a document type; a notice has none")
    if root.tag != ROOT_TAG:
        return say("the file is not a planning notice: its root is {name}", name=etree.QName(root).localname)
    return root


def _about_subtype(root: etree._Element, own: str, asked: str) -> Iterator[Finding]:
    if not find(root, terms.SUBTYPE):
        message = say("the notice does not say which subtype it has")
        yield Finding("P-0001", "OPP-070-notice", place(root), message)
    elif own != asked:
        message = say("the notice says it has subtype {own}, not {asked}", own=own, asked=asked)
        yield Finding("MK-subtype", "OPP-070-notice", place(find(root, terms.SUBTYPE)[0]), message)
    for node in find(root, terms.SUBTYPE):
        if "listName" not in node.attrib:
            message = say("the notice subtype does not say which list its code is of (listName)")
            yield Finding("OPP-070-notice-List_MA", "OPP-070-notice", place(node), message)


def _structure(root: etree._Element, subtype: str) -> Iterator[Finding]:
    """Parts where the subtype has them, each saying what it is."""
    parts = find(root, "cac:ProcurementProjectLot")
    if bool(parts) == (subtype in NO_PARTS_SUBTYPES):
        message = (
            say("a notice of this subtype has no lots or parts")
            if parts
            else say("the notice has no lot or part")
        )
        yield Finding("P-0002", "ND-Part", place(root), message)
    for node in find(root, "cac:ProcurementProjectLot/cbc:ID[not(@schemeName)]"):
        yield Finding(
            "P-0004", "BT-137", place(node), say("the id does not say whether it is of a lot or a part")
        )


def _mandatory(root: etree._Element, subtype: str) -> Iterator[Finding]:
    for term in (*terms.MANDATORY_NODES, *terms.MANDATORY_FIELDS):
        if subtype not in term.subtypes:
            continue
        for node in find(root, term.context):
            if not find(node, term.path):
                message = say(
                    "{name} is missing; subtype {subtype} demands it", name=term.name, subtype=subtype
                )
                yield Finding(term.rule(subtype), term.id, place(node), message)


def _forbidden(root: etree._Element, subtype: str) -> Iterator[Finding]:
    for term in terms.FORBIDDEN:
        if subtype not in term.subtypes:
            continue
        for node in find(root, term.context):
            if find(node, term.path):
                message = say("{name} has no place in subtype {subtype}", name=term.name, subtype=subtype)
                yield Finding(term.rule(subtype), term.id, place(node), message)


def _limits(root: etree._Element, subtype: str) -> Iterator[Finding]:
    """Fields that may stand once, and codes of short lists."""
    for term in terms.MANDATORY_FIELDS:
        for node in find(root, term.context):
            values = find(node, term.path)
            if term.once and len(values) > 1:
                message = say(
                    "{name} stands {count} times, and may stand once", name=term.name, count=len(values)
                )
                yield Finding("MK-once", term.id, place(node), message)
            for value in values if term.values else ():
                text = (value if isinstance(value, str) else value.text or "").strip()
                if text and text not in (term.values or ()):
                    message = say('"{code}" is not a code of {name}', code=text, name=term.name)
                    yield Finding("MK-code", term.id, place(node), message)


def _empty(root: etree._Element) -> Iterator[Finding]:
    for node in root.iter("*"):
        if not len(node) and not (node.text or "").strip():
            message = say("the element {name} is empty", name=etree.QName(node).localname)
            yield Finding("element-not-empty", etree.QName(node).localname, place(node), message)


def _listed(root: etree._Element) -> Iterator[Finding]:
    for rule, element in terms.LISTED_CODES:
        for node in find(root, f"//{element}[not(@listName)]"):
            message = say("the code does not say which list it is of (listName)")
            yield Finding(rule, etree.QName(node).localname, place(node), message)
