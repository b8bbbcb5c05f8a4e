"""What must hold for every template, every route and every text, also those written tomorrow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "marketkit"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
MODULES = sorted(PACKAGE.glob("**/*.py"))
INLINE = re.compile(
    r"""<style\b | \bstyle\s*= | \bon[a-z]+\s*=\s*["'{] | javascript: | <script\b(?![^>]*\bsrc=) | <base\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Whose first argument a person reads.
SPOKEN = re.compile(r"^(flash|abort|[A-Z]\w*Field|ValidationError|StopValidation)$")
VALUES = {
    "int": "1",
    "default": "x",
    "string": "x",
    "path": "x",
    "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_style_or_script(template: Path):
    source = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)
    assert INLINE.findall(source) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_lets_text_past_the_escaping(template: Path):
    assert not re.search(r"\|\s*safe\b|\bautoescape\s+false", template.read_text())


@pytest.mark.parametrize(
    "text",
    [
        "<p style='x'>",
        '<a onclick="x()">',
        "<script>",
        "<STYLE>",
        '<a href="javascript:x">',
        "<base href='/'>",
    ],
)
def test_inline_code_is_recognised(text: str):
    assert INLINE.search(text)


def test_files_of_ours_are_not_taken_for_inline_code():
    assert not INLINE.search('<script src="/static/tables.js" type="module"></script><p class="style">')


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_code_says_to_people_goes_through_the_catalogue(module: Path):
    assert list(spoken_literals(module.read_text())) == []


def spoken_literals(source: str) -> Iterator[str]:
    """Plain texts given to what shows them: labels, descriptions and messages of fields, flashes, refusals."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        said = [
            keyword.value for keyword in node.keywords if keyword.arg in {"description", "message", "label"}
        ]
        if SPOKEN.match(name):
            said += node.args[:2] if name == "abort" else node.args[:1]
        elif not (name.endswith(("Required", "Length", "Range", "Email", "Allowed", "EqualTo"))):
            continue
        for argument in said:
            if isinstance(argument, ast.JoinedStr) or (
                isinstance(argument, ast.Constant)
                and isinstance(argument.value, str)
                and argument.value.strip()
            ):
                yield f"line {argument.lineno}: {ast.unparse(argument)}"


@pytest.mark.parametrize(
    "source",
    ["flash('Saved')", "StringField('Title')", "abort(400, f'no {x}')", "DataRequired(message='Needed')"],
)
def test_plain_texts_shown_to_people_are_found(source: str):
    assert len(list(spoken_literals(source))) == 1


@pytest.mark.parametrize(
    "source", ["flash(_('Saved'))", "StringField(_l('Title'))", "abort(404)", "record('x')"]
)
def test_translated_texts_are_let_through(source: str):
    assert list(spoken_literals(source)) == []


def address(app: Flask, rule: Rule) -> str:
    """An address the rule matches, with made-up values."""
    values = {
        name: VALUES.get(type(converter).__name__.removesuffix("Converter").lower(), "x")
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        built = rule.build(values)
    assert built
    return built[1]


def changing_rules(app: Flask) -> list[tuple[Rule, str]]:
    unsafe = {"POST", "PUT", "PATCH", "DELETE"}
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & unsafe)
    ]


def test_nothing_can_be_changed_without_a_token(app: Flask, client: FlaskClient):
    """Refused before any view runs, whoever asks: the answer is the one about the form, not about access."""
    rules = changing_rules(app)
    for rule, method in rules:
        answer = client.open(address(app, rule), method=method, data={"name": "x"})
        assert answer.status_code == 400, (rule.rule, method)
        assert "This form has been open for too long" in answer.text, (rule.rule, method)


def test_no_view_is_let_off_the_token(app: Flask):
    protection = app.extensions["csrf"]
    assert not protection._exempt_views
    assert not protection._exempt_blueprints
    assert app.config["WTF_CSRF_CHECK_DEFAULT"]
    assert app.config["WTF_CSRF_ENABLED"]
