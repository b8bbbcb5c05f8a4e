"""A document as HTML: as a part of one of our pages, and as a file of its own that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from marketkit.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    ItemList,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Runs,
    Signatures,
    Table,
    Tone,
)

COLOURS = {Tone.INFORMATION: "info", Tone.WARNING: "warning"}
STYLE = Markup("""
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 48rem; padding: 2rem 1.25rem 4rem; color: #1e2b3c; background: #fff;
  font: 1rem/1.55 "Inter", "Segoe UI", Arial, sans-serif; overflow-wrap: break-word; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 2rem; color: #4c5a6b; }
h1 { font-size: clamp(1.5rem, 6vw, 1.9rem); line-height: 1.2; margin: 1.5rem 0 0.5rem; hyphens: auto; }
h2 { font-size: 1.4rem; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1.15rem; margin: 1.75rem 0 0.5rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
h2, h3, h4 { line-height: 1.3; break-after: avoid; }
p, ul, ol, dl { margin: 0 0 0.9rem; }
.subtitle { font-size: 1.15rem; color: #4c5a6b; }
.lines { white-space: pre-line; }
.sum { margin-inline-start: 1.5rem; font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 0.35rem 1.5rem; }
.facts dt { font-weight: 600; }
.facts dd { margin: 0; min-width: 0; }
.ds-alert { border: 1px solid #b9c4d0; border-inline-start: 0.4rem solid #2f6690; background: #f1f5f9;
  padding: 0.8rem 1rem; margin: 1.25rem 0; break-inside: avoid; }
.ds-alert[data-color="warning"] { border-color: #d9a441; border-inline-start-color: #b25e00; background: #fff6e5; }
.ds-alert > :last-child { margin-bottom: 0; }
.table-block { margin: 1.25rem 0 1.5rem; }
.table-caption { font-weight: 600; margin: 0 0 0.4rem; break-after: avoid; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.94rem; }
th, td { border-bottom: 1px solid #c8d0d9; padding: 0.4rem 0.6rem; text-align: start; vertical-align: top; }
thead th { background: #eef2f6; vertical-align: bottom; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
.depth-1 { padding-inline-start: 1.8rem; }
.depth-2 { padding-inline-start: 3rem; }
.depth-3 { padding-inline-start: 4.2rem; }
th.depth-1, th.depth-2, th.depth-3 { font-weight: 400; }
.total > * { border-top: 2px solid currentcolor; font-weight: 600; }
.signature { border-top: 1px solid currentcolor; max-width: 20rem; margin: 4rem 0 0; padding-top: 0.3rem; }
@media (max-width: 34rem) { .facts { display: block; } .facts dd + dt { margin-top: 0.6rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } .page-break { break-before: page; }
  .scroll { overflow: visible; } }
""")
DEEPEST_INDENT = 3
DEEPEST_LEVEL = 6


def page_part(document: Document, *, level: int = 2, name: str = "document") -> Markup:
    """The document inside one of our pages; its title is a heading of `level`, `name` begins the ids it needs."""
    writer = _Writer(level, name)
    return Markup('<article class="document" id="{name}" lang="{language}">\n{title}{rest}</article>').format(
        name=name,
        language=document.language,
        title=writer.heading(document.title, 0),
        rest=writer.body(document),
    )


def file_bytes(document: Document) -> bytes:
    """An HTML file in UTF-8 with its own few rules of style, no script, and nothing fetched from anywhere."""
    writer = _Writer(1, "document")
    page = Markup(
        '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        "<header><span>{author}</span><span>{reference}</span></header>\n<main>\n{heading}{rest}</main>\n"
        "</body>\n</html>\n"
    ).format(
        language=document.language,
        title=document.title,
        style=STYLE,
        author=document.author,
        reference=document.reference,
        heading=writer.heading(document.title, 0),
        rest=writer.body(document),
    )
    return page.encode()


def _many(parts: Iterator[Markup]) -> Markup:
    return Markup("").join(parts)


def _runs(found: Runs) -> Markup:
    return _many(_run(run) for run in found)


def _run(run: Run) -> Markup:
    text = Markup("{}").format(run.text)
    if run.emphasis:
        text = Markup("<em>{}</em>").format(text)
    if run.strong:
        text = Markup("<strong>{}</strong>").format(text)
    return text.replace("\n", Markup("<br>"))


def _attribute(*classes: str) -> Markup:
    names = " ".join(name for name in classes if name)
    return Markup(' class="{}"').format(names) if names else Markup("")


class _Writer:
    """Writes the blocks of one document; headings stand below `level`, and every table gets an id of its own."""

    def __init__(self, level: int, name: str) -> None:
        self.level = level
        self.name = name
        self.tables = 0

    def heading(self, text: str, below: int) -> Markup:
        level = min(self.level + below, DEEPEST_LEVEL)
        return Markup("<h{level}>{text}</h{level}>\n").format(level=level, text=text)

    def body(self, document: Document) -> Markup:
        parts = []
        if document.subtitle:
            parts.append(Markup('<p class="subtitle">{}</p>\n').format(document.subtitle))
        if document.facts:
            parts.append(self.facts(Facts(document.facts)))
        parts.extend(self.block(block) for block in document.blocks)
        return _many(iter(parts))

    def block(self, block: Block) -> Markup:
        match block:
            case Heading():
                return self.heading(block.text, block.level)
            case Paragraph():
                opening = _attribute("sum" if block.formula else "")
                return Markup("<p{}>{}</p>\n").format(opening, _runs(block.runs))
            case ItemList():
                tag = "ol" if block.numbered else "ul"
                items = _many(Markup("<li>{}</li>").format(_runs(item)) for item in block.items)
                return Markup("<{tag}>{items}</{tag}>\n").format(tag=tag, items=items)
            case Table():
                return self.table(block)
            case Facts():
                return self.facts(block)
            case Note():
                return self.note(block)
            case PageBreak():
                return Markup('<div class="page-break"></div>\n')
            case Signatures():
                return _many(Markup('<p class="signature">{}</p>\n').format(line) for line in block.lines)

    def facts(self, facts: Facts) -> Markup:
        pairs = _many(
            Markup("<dt>{}</dt><dd>{}</dd>").format(name, _run(Run(value))) for name, value in facts.pairs
        )
        return Markup('<dl class="facts">{}</dl>\n').format(pairs)

    def note(self, note: Note) -> Markup:
        title = Markup("<p><strong>{}</strong></p>").format(note.title) if note.title else Markup("")
        texts = _many(Markup("<p>{}</p>").format(_runs(each)) for each in note.paragraphs)
        return Markup('<div class="ds-alert" data-color="{}">{}{}</div>\n').format(
            COLOURS[note.tone], title, texts
        )

    def table(self, table: Table) -> Markup:
        self.tables += 1
        head = _many(_header(column) for column in table.columns)
        body = _many(self.row(table, row) for row in table.rows)
        total = self.row(table, table.total, "total") if table.total is not None else Markup("")
        return Markup(
            '<div class="table-block"><p class="table-caption" id="{id}-caption">{caption}</p>'
            '<div class="scroll" role="region" aria-labelledby="{id}-caption" tabindex="0">'
            '<table class="ds-table" id="{id}" aria-labelledby="{id}-caption">'
            "<thead><tr>{head}</tr></thead>\n<tbody>{body}{total}</tbody></table></div></div>\n"
        ).format(
            id=f"{self.name}-table-{self.tables}", caption=table.caption, head=head, body=body, total=total
        )

    def row(self, table: Table, row: Row, kind: str = "") -> Markup:
        cells = _many(
            _cell(cell, column, named=table.row_headers and place == 0)
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True))
        )
        return Markup("<tr{}>{}</tr>\n").format(_attribute(kind), cells)


def _header(column: Column) -> Markup:
    opening = _attribute("number" if column.align is Align.END else "")
    return Markup('<th scope="col"{}>{}</th>').format(opening, column.label)


def _cell(cell: Cell, column: Column, *, named: bool) -> Markup:
    depth = f"depth-{min(cell.indent, DEEPEST_INDENT)}" if cell.indent else ""
    opening = _attribute("number" if column.align is Align.END else "", depth)
    if named:
        return Markup('<th scope="row"{}>{}</th>').format(opening, _runs(cell.runs))
    return Markup("<td{}>{}</td>").format(opening, _runs(cell.runs))
