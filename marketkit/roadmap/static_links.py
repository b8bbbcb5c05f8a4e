"""Pages as they stand in a folder of files: every link relative, and the policy that a server would send beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import html
from markupsafe import Markup

from marketkit.web.headers import CONTENT_SECURITY_POLICY

# What a page itself may say of its policy; the rest only a server can.
POLICY = re.sub(r"; frame-ancestors [^;]*", "", CONTENT_SECURITY_POLICY)
_START = Markup(
    """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={first}">
<title>{title}</title>
{sheets}
</head>
<body>
<main class="container">
<h1>{title}</h1>
<ul>
{items}
</ul>
</main>
</body>
</html>
"""
)
_ITEM = Markup('<li><a href="{file}" lang="{code}" hreflang="{code}">{name}</a></li>')
_SHEET = Markup('<link rel="stylesheet" href="{file}">')
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


def page_of_files(text: bytes, file: str, file_of: Callable[[str], str]) -> bytes:
    """The page with every address of the application turned into the way from `file` to the file that stands for it.

    `file_of` gives that file, or raises for an address that has none.
    """
    page: Any = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    page.rewrite_links(lambda link: _relative(link, file, file_of), resolve_base_href=False)
    policy = html.Element("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY})
    page.head.insert(1, policy)  # after the encoding, before anything is loaded
    found: bytes = html.tostring(page, encoding="utf-8", doctype="<!doctype html>")
    return found + b"\n"


def start_page(title: str, language: str, links: list[tuple[str, str, str]], style: list[str]) -> bytes:
    """The page that leads to the first of some pages at once, and to each for those who stay.

    `links` are language, name and file; `style` the style sheets.
    """
    items = Markup("\n").join(_ITEM.format(code=code, name=name, file=file) for code, name, file in links)
    sheets = Markup("\n").join(_SHEET.format(file=each) for each in style)
    page = _START.format(
        language=language, title=title, policy=POLICY, first=links[0][2], sheets=sheets, items=items
    )
    return page.encode()


def links_in_style(text: str) -> Iterator[str]:
    """The files that a style sheet names, as it names them."""
    for link in _IN_STYLE.findall(text):
        if not link.startswith(("data:", "#")):
            yield link.partition("#")[0].partition("?")[0]


def _relative(link: str, file: str, file_of: Callable[[str], str]) -> str:
    parts = urlsplit(link)
    if not link.startswith("/") or parts.netloc:
        return link
    way = posixpath.relpath(file_of(link), posixpath.dirname(file) or ".")
    return f"{way}#{parts.fragment}" if parts.fragment else way
