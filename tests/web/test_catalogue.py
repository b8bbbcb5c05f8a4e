"""Every text a person sees can be translated, and has been."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from marketkit.web.catalogue import compile_catalogues, read_catalogue, sources, untranslated

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(ROOT.glob("marketkit/**/templates/**/*.html"))
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
# Attributes whose text is read or heard.
SEEN = "alt|aria-label|aria-description|placeholder|title|label"
WORDLIKE = re.compile(r"[^\W\d_]{2,}")
# Names and abbreviations that are the same in every language.
SAME_EVERYWHERE = {"marketkit", "CSV", "JSON", "XLSX"}


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory):
    """The texts in the code and the templates as they stand now, gathered as `make catalogue` does it."""
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command = [
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "pyproject.toml",
        "-k",
        "_l",
        "-k",
        "say",
    ]
    subprocess.run([sys.executable, *command, "-o", str(target), "."], cwd=ROOT, check=True)
    with target.open("rb") as stream:
        return read_po(stream)


@pytest.mark.parametrize("source", list(sources()), ids=lambda path: path.parent.parent.name)
def test_every_text_has_a_translation(gathered, source):
    catalogue = read_catalogue(source)
    missing = [message.id for message in gathered if message.id and message.id not in catalogue]
    assert not missing, f"run `make catalogue` and translate: {missing}"
    assert not untranslated(catalogue)


@pytest.mark.parametrize("source", list(sources()), ids=lambda path: path.parent.parent.name)
def test_translations_keep_the_places_where_values_go(source):
    for message in read_catalogue(source):
        if message.id and message.string:
            assert not list(message.check()), message.id
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = [_places(text) for text in ids]
            assert all(_places(text) in wanted for text in texts if text), message.id


def _places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_text_outside_the_catalogue(template):
    found = [text for text in literal_texts(template.read_text()) if untranslatable(text)]
    assert not found, f"{template.relative_to(ROOT)}: put these into _('…'): {found}"


def literal_texts(source: str) -> Iterator[str]:
    """What of a template reaches a reader as it is written: text between tags, and attributes that are read out."""
    data = "".join(
        output.data if isinstance(output, nodes.TemplateData) else "{}"
        for output in ENVIRONMENT.parse(source).find_all((nodes.TemplateData, nodes.Name))
    )
    data = re.sub(r"<!doctype[^>]*>|<(script|style)\b.*?</\1>", " ", data, flags=re.S | re.I)
    for tag in re.findall(r"<[^>]*>?", data):
        yield from (value for _name, value in re.findall(rf'\b({SEEN})="([^"]*)"', tag))
    yield from re.split(r"<[^>]*>", data)


def untranslatable(text: str) -> list[str]:
    words = WORDLIKE.findall(html.unescape(re.sub(r'\b[\w-]+="[^"]*"?|[\w:-]+="?|"|>', " ", text)))
    return [word for word in words if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", True),
        ("<p>{{ _('Hello') }}</p>", False),
        ("<p>{% trans %}Hello{% endtrans %}</p>", False),
        ('<img alt="A house">', True),
        ('<img alt="{{ _("A house") }}" class="wide">', False),
        ('<p class="lead">{{ name }}: 3 %</p>', False),
        ('<a{% if x %} aria-current="page"{% endif %} href="/x">{{ y }}</a>', False),
    ],
)
def test_literal_text_is_found(source, found):
    assert any(untranslatable(text) for text in literal_texts(source)) is found


def test_a_catalogue_is_compiled_once_and_again_after_a_change(tmp_path):
    folder = tmp_path / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "messages.po"
    source.write_text('msgid "Bid"\nmsgstr "Tilbud"\n', encoding="utf-8")
    assert compile_catalogues(tmp_path) == [folder / "messages.mo"]
    assert compile_catalogues(tmp_path) == []
    stamp = (folder / "messages.mo").stat().st_mtime + 5
    os.utime(source, (stamp, stamp))
    assert compile_catalogues(tmp_path) == [folder / "messages.mo"]


def test_missing_and_uncertain_translations_are_named(tmp_path):
    folder = tmp_path / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "messages.po"
    source.write_text(
        'msgid "Bid"\nmsgstr "Tilbud"\n\nmsgid "Lot"\nmsgstr ""\n\n#, fuzzy\nmsgid "Buyer"\nmsgstr "Kjøper"\n\n'
        'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "en"\nmsgstr[1] ""\n',
        encoding="utf-8",
    )
    assert untranslated(read_catalogue(source)) == ["Lot", "Buyer", "one"]
