"""Stretches of a draft's text as WordprocessingML: runs, answers in content controls, references as fields. Pure.

The order of elements is that of the schema (ECMA-376 part 1); Word refuses other orders.
"""

from __future__ import annotations

import hashlib
import re

from marketkit.contracts.draft import Inline, Inlines, Reference, Value, Words

MOST_BOOKMARK = 40
MOST_TAG = 64
_PIECES = re.compile(r"([\t\n\r])")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}
# What XML 1.0 cannot hold at all; answers with such characters are refused long before.
_UNHEARD_OF = {*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {0x09, 0x0A, 0x0D}
_ESCAPES: dict[int, str | None] = dict.fromkeys(_UNHEARD_OF)
_ESCAPES.update(
    {ord(sign): f"&{name};" for sign, name in zip('&<>"', ("amp", "lt", "gt", "quot"), strict=True)}
)


def escaped(text: str) -> str:
    """The text as it stands in XML, in an element or an attribute, without characters that XML cannot hold."""
    return text.translate(_ESCAPES)


def text_elements(text: str, tag: str = "t") -> str:
    """The text of a run: every blank kept, tabs and line breaks as their own elements."""
    return "".join(
        _BREAKS.get(piece) or f'<w:{tag} xml:space="preserve">{escaped(piece)}</w:{tag}>'
        for piece in _PIECES.split(text)
        if piece
    )


def run(text: str, properties: str = "", tag: str = "t") -> str:
    """A run; `properties` is the inside of its w:rPr. Nothing for an empty text."""
    if not text:
        return ""
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{looks}{text_elements(text, tag)}</w:r>"


def bookmark_name(id_: str) -> str:
    """The bookmark of a clause or appendix: letters, digits and underscores, at most 40 characters."""
    name = "c_" + id_.replace("-", "_")
    if len(name) > MOST_BOOKMARK:
        name = name[: MOST_BOOKMARK - 9] + "_" + hashlib.sha256(id_.encode()).hexdigest()[:8]
    return name


def tag_of(parameter: str) -> str:
    """The tag of an answer's content control: its path, at most 64 characters."""
    if len(parameter) <= MOST_TAG:
        return parameter
    return parameter[: MOST_TAG - 9] + "_" + hashlib.sha256(parameter.encode()).hexdigest()[:8]


def field(instruction: str, result: str, properties: str = "", *, deleted: bool = False) -> str:
    """A field with its cached result: Word shows the result until it works the field out anew."""
    asked, shown = ("delInstrText", "delText") if deleted else ("instrText", "t")
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{looks}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{looks}<w:{asked} xml:space="preserve"> {instruction} </w:{asked}></w:r>'
        f'<w:r>{looks}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(result, properties, shown)}"
        f'<w:r>{looks}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def reference(found: Reference, *, deleted: bool = False) -> str:
    """A reference as a field to the bookmark of what it points to."""
    return field(f"REF {bookmark_name(found.target)} \\r \\h", found.text, deleted=deleted)


def looks_of(words: Words) -> str:
    """The properties of a run of fixed text."""
    if words.defines:
        return '<w:rStyle w:val="DefinedTerm"/>'
    return ("<w:b/><w:bCs/>" if words.strong else "") + ("<w:i/><w:iCs/>" if words.emphasis else "")


class TextWriter:
    """Writes stretches of one document; numbers its content controls."""

    def __init__(self) -> None:
        self.controls = 0

    def inlines(self, found: Inlines) -> str:
        return "".join(self.inline(each) for each in found)

    def inline(self, found: Inline) -> str:
        match found:
            case Words():
                return run(found.text, looks_of(found))
            case Value():
                return self.control(found)
            case Reference():
                return reference(found)

    def control(self, value: Value) -> str:
        """An answer in a content control that says which question it answers."""
        if not value.text:
            return ""
        self.controls += 1
        # LibreOffice loses the looks of controls for plain text: those that stand open take any.
        kind = '<w:text w:multiLine="1"/>' if value.answered else "<w:showingPlcHdr/>"
        looks = "" if value.answered else '<w:rStyle w:val="PlaceholderText"/>'
        name = escaped((value.label or value.parameter)[:MOST_TAG])
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{escaped(tag_of(value.parameter))}"/>'
            f'<w:id w:val="{self.controls}"/>{kind}</w:sdtPr>'
            f"<w:sdtContent>{run(value.text, looks)}</w:sdtContent></w:sdt>"
        )
