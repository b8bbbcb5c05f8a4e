"""Documents as HTML: on a page of ours and as a file."""

from __future__ import annotations

import re

from marketkit.documents.html import file_bytes, page_part
from marketkit.documents.model import Column, Document, Heading, Table, cell, paragraph, row, runs, strong
from tests.documents.examples import everything


def headings(html: str) -> list[tuple[str, str]]:
    return re.findall(r"<h(\d)>(.*?)</h\d>", html)


def small(*blocks: object) -> Document:
    return Document("T", "en", "B", "R", tuple(blocks))  # type: ignore[arg-type]


def test_on_a_page_headings_stand_below_those_of_the_page_and_the_language_is_said():
    html = page_part(everything("nb"), level=2)
    assert html.startswith('<article class="document" id="document" lang="nb">')
    assert headings(html) == [
        ("2", "Evaluation of bids &lt;draft&gt;"),
        ("3", "What was decided"),
        ("4", "Why"),
        ("5", "Signed"),
    ]


def test_no_text_becomes_markup_wherever_it_stands():
    evil = '<script>alert(\'1\')</script>&"x" onload="y'
    document = Document(
        evil,
        "en",
        evil,
        evil,
        (
            Heading(evil),
            paragraph(evil, strong(evil)),
            Table(evil, (Column(evil),), (row(evil),), total=row(evil)),
        ),
        evil,
        ((evil, evil),),
    )
    for html in (page_part(document), file_bytes(document).decode()):
        assert "<script" not in html
        assert html.count("&lt;script&gt;") >= 10


def test_a_table_has_its_caption_headers_for_rows_and_columns_and_a_total():
    html = page_part(everything())
    assert '<p class="table-caption" id="document-table-1-caption">Points</p>' in html
    assert '<table class="ds-table" id="document-table-1" aria-labelledby="document-table-1-caption">' in html
    assert '<th scope="col">Criterion</th><th scope="col" class="number">Alfa</th>' in html
    assert (
        '<tr><th scope="row">Quality</th><td class="number">60.00</td><td class="number">48.00</td></tr>'
        in html
    )
    assert '<th scope="row" class="depth-1">Continuity</th>' in html
    assert '<tr class="total"><th scope="row">Sum</th>' in html
    assert 'id="document-table-2"' in html
    plain = page_part(small(Table("t", (Column("a"),), (row("1"), row(cell("2", indent=9))))))
    assert "<td>1</td>" in plain and '<td class="depth-3">2</td>' in plain


def test_lists_remarks_facts_and_line_breaks():
    html = page_part(everything())
    assert "<ul><li>It is &lt;b&gt;best&lt;/b&gt;</li><li><strong>It</strong> is cheap</li></ul>" in html
    assert "<ol><li>First this</li><li>Then that</li></ol>" in html
    assert (
        '<div class="ds-alert" data-color="info"><p><strong>Draft</strong></p><p>Nothing here is decided.</p>'
        "<p>It may <strong>change</strong>.</p></div>"
    ) in html
    assert '<div class="ds-alert" data-color="warning"><p>Beware.</p></div>' in html
    assert '<dl class="facts"><dt>Line one</dt><dd>a<br>b</dd></dl>' in html
    assert '<p class="sum">40 × 100 ÷ 125 = 32.00</p>' in html
    assert page_part(small(paragraph(*runs("<a>\nb")))).count("<p>&lt;a&gt;<br>b</p>") == 1


def test_the_file_stands_alone_without_script_or_anything_to_fetch():
    html = file_bytes(everything("nb")).decode()
    assert html.startswith('<!doctype html>\n<html lang="nb">\n<head>\n<meta charset="utf-8">')
    assert "<title>Evaluation of bids &lt;draft&gt;</title>" in html
    assert "<span>Fjordvik kommune</span><span>2026/14</span>" in html
    assert [level for level, _text in headings(html)] == ["1", "2", "3", "4"]
    assert not re.search(r"<script|<link|<img|\bsrc=|\bhref=|url\(|@import|\sstyle=", html)


def test_two_documents_on_one_page_share_no_id():
    ids = re.findall(r'\bid="([^"]+)"', page_part(everything(), name="a") + page_part(everything(), name="b"))
    assert len(ids) == len(set(ids)) == 10
