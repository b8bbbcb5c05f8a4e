"""What must hold for every template, every route and every text, also those written tomorrow."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketkit import access
from marketkit.serving import prepare
from tests.conftest import make_settings
from tests.crawling import Crawl, Visit, crawl, fingerprints, sign_in

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
# Pages and templates that the walk through the demonstration does not meet, and the test that asks for them: its file
# and what stands in it.
REACHED_OTHERWISE = {
    "health.health": ("test_serving.py", "/health"),
    "account.start": ("account/test_start.py", 'get("/")'),
    "evaluations.readmit": ("evaluations/test_views.py", "/readmit"),
    "evaluations.bid_document": ("evaluations/bids/test_views.py", "/bids/documents/"),
    "evaluations.bid_let_back": ("evaluations/bids/test_views.py", "/let-back"),
    "evaluations.supplier_let_back": (
        "evaluations/bids/test_views.py",
        "/bids/suppliers/{supplier_id}/let-back",
    ),
    "evaluations.submission_take_back": ("evaluations/bids/test_views.py", "/submissions/1/take-back"),
    "evaluations.bid_findings": ("evaluations/bids/test_views.py", "/findings"),
    "evaluations.close_assessments": ("evaluations/assessment/test_views.py", "/moderate/close"),
    "evaluations.reopen_assessments": ("evaluations/assessment/test_views.py", "/moderate/reopen"),
    "evaluations.go_on": ("evaluations/assessment/test_views.py", "go-on"),
    "evaluations.send_letters": ("evaluations/reporting/test_letter_views.py", "/letters/sent"),
    "evaluations.draw": ("evaluations/decision/test_views.py", "/decide/draw/1"),
    "evaluations.standstill_start": ("evaluations/decision/test_views.py", "/decide/standstill"),
    "evaluations.contract_sign": ("evaluations/decision/test_views.py", "/decide/contract"),
    "roadmap.all_buyers": ("roadmap/test_all_buyers_views.py", "EVERYWHERE"),
    "roadmap.list_trial": ("roadmap/test_import_views.py", "desk.get(trial)"),
    "roadmap.list_columns": ("roadmap/test_import_views.py", '"What these words mean" in shown'),
    "roadmap.list_mapping": ("roadmap/test_import_views.py", "/mapping.yaml"),
    "roadmap.list_refused": ("roadmap/test_import_views.py", "/refused.csv"),
    "procurements.logo": ("procurements/test_register_views.py", "/logo"),
    "procurements.lot_edit": ("procurements/test_views.py", "test_lots_are_added_changed_and_removed"),
    "procurements.lot_remove": ("procurements/test_views.py", "test_lots_are_added_changed_and_removed"),
    "roadmap.notice_file": ("roadmap/test_notice_views.py", "/notice.xml"),
    "security.mf_recovery": ("account/test_two_factor.py", "/sign-in/recovery-code"),
    "security.mf_recovery_codes": ("account/test_two_factor.py", "/account/recovery-codes"),
    "security.two_factor_token_validation": ("account/test_two_factor.py", "/sign-in/code"),
    "security.verify": ("account/test_two_factor.py", "/account/verify"),
    "security.tf_select": ("account/test_start.py", "security.tf_select"),
    "security.two_factor_rescue": ("account/test_start.py", "security.tf_select"),
}
DRAWN_OTHERWISE = {
    "roadmap/all_buyers.html": ("roadmap/test_all_buyers_views.py", "EVERYWHERE"),
    "roadmap/import_columns.html": ("roadmap/test_import_views.py", '"What these words mean" in shown'),
    "roadmap/import_trial.html": ("roadmap/test_import_views.py", "desk.get(trial)"),
    "roadmap/import_refused.html": ("roadmap/test_import_views.py", "has not come yet"),
    "web/error.html": ("web/test_pages.py", "/styleguide/error/"),
    "web/confirm.html": ("web/test_pages.py", "/styleguide/confirm"),
    "account/new_password.html": ("account/test_members.py", "/password"),
    "account/start.html": ("account/test_start.py", 'get("/")'),
    "evaluations/preparation/workbench_locked.html": (
        "evaluations/preparation/test_workbench_views.py",
        "only by correcting the published documents",
    ),
    "evaluations/bids/take_back.html": ("evaluations/bids/test_views.py", "This cannot be undone"),
    "evaluations/bids/findings.html": ("evaluations/bids/test_views.py", "/findings"),
    "evaluations/assessment/close.html": ("evaluations/assessment/test_views.py", "/moderate/close"),
    "evaluations/assessment/reopen.html": ("evaluations/assessment/test_views.py", "/moderate/reopen"),
    "evaluations/assessment/go_on.html": ("evaluations/assessment/test_views.py", "go-on"),
    "evaluations/preparation/dry_run_result.html": (
        "evaluations/preparation/test_dry_run_views.py",
        "invented bids around",
    ),
    "evaluations/reporting/letters_sent.html": (
        "evaluations/reporting/test_letter_views.py",
        "/letters/sent",
    ),
    "evaluations/bids/import_faults.html": ("evaluations/bids/test_views.py", "Hand in the mended file"),
    "evaluations/decision/draw.html": ("evaluations/decision/test_views.py", "Beta is named twice."),
    "evaluations/decision/standstill.html": (
        "evaluations/decision/test_views.py",
        "/decide/standstill",
    ),
    "evaluations/decision/sign.html": ("evaluations/decision/test_views.py", "at the earliest"),
    "evaluations/faults.html": ("evaluations/test_views.py", "2 things need to be mended"),
    "roadmap/search.html": ("roadmap/test_static_site.py", "//form[not(@hidden)]"),
    "security/mf_recovery.html": ("account/test_two_factor.py", "/sign-in/recovery-code"),
    "security/mf_recovery_codes.html": ("account/test_two_factor.py", "/account/recovery-codes"),
    "security/two_factor_verify_code.html": ("account/test_two_factor.py", "/sign-in/code"),
    "security/verify.html": ("account/test_two_factor.py", "/account/verify"),
}
VALUES = {"Integer": 1, "UUID": UUID(int=0)}


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
        name: VALUES.get(type(converter).__name__.removesuffix("Converter"), "x")
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
    assert rules
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


def test_every_route_declares_who_may_use_it(app: Flask):
    assert app.view_functions
    for endpoint in app.view_functions:
        assert access.needs_of(app, endpoint) is not None, endpoint


def of_the_walk(test: Callable[..., None]) -> Callable[..., None]:
    """One worker walks through the demonstration for all of these, which takes its time."""
    return pytest.mark.thorough(pytest.mark.xdist_group("demonstration")(test))


@dataclass
class Demonstration:
    """What each person of the demonstration can reach, and the database before and after they all looked around."""

    app: Flask
    crawls: dict[str, Crawl]
    before: dict[str, str]
    after: dict[str, str]

    @property
    def visits(self) -> list[tuple[str, Visit]]:
        return [(who, visit) for who, crawl in self.crawls.items() for visit in crawl.visits]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Everyone of the demonstration, and somebody who is not signed in, follows every link there is."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = prepare(make_settings(f"sqlite:///{folder / 'demo.sqlite3'}", folder, MARKETKIT_DEMO="yes"))
    people = {"nobody": app.test_client()}
    for role, email, password in app.extensions["marketkit_demo_logins"]:
        people[role] = app.test_client()
        assert sign_in(people[role], email, password).status_code == 200, role
    before = fingerprints(app)
    # Files take long to make, and who may have them is asked in tests of their own: the officer asks for them, and the
    # auditor for those the officer does not meet.
    crawls = {"officer": crawl(people["officer"], files=lambda _endpoint: True)}
    met = crawls["officer"].endpoints
    crawls["auditor"] = crawl(people["auditor"], files=lambda endpoint: endpoint not in met)
    # These look at one page of a kind: what they may see at which stage is asked in tests of their own.
    hasty = {"legal", "leader"}
    crawls |= {
        who: crawl(client, one_of_a_kind=who in hasty) for who, client in people.items() if who not in crawls
    }
    crawls["in Norwegian"] = crawl(people["officer"], language="nb", one_of_a_kind=True)
    return Demonstration(app, crawls, before, fingerprints(app))


@of_the_walk
def test_no_link_of_the_demonstration_leads_astray(demonstration: Demonstration):
    astray = [
        (who, visit.address, visit.status) for who, visit in demonstration.visits if visit.status != 200
    ]
    assert astray == []


@of_the_walk
def test_looking_around_changes_nothing(demonstration: Demonstration):
    assert demonstration.before.keys() == demonstration.after.keys()
    changed = [table for table, hash in demonstration.before.items() if demonstration.after[table] != hash]
    assert changed == []


@of_the_walk
def test_every_page_is_reached_by_a_link(demonstration: Demonstration):
    """A page nobody can find by clicking is no use; these are reached another way."""
    reached = {endpoint for crawl in demonstration.crawls.values() for endpoint in crawl.endpoints}
    pages = {
        rule.endpoint for rule in demonstration.app.url_map.iter_rules() if "GET" in (rule.methods or set())
    }
    assert pages - reached == REACHED_OTHERWISE.keys()


@of_the_walk
def test_every_template_renders(demonstration: Demonstration):
    """Templates the walk has not drawn, loaded or included do not exist, but for those another test draws."""
    assert demonstration.visits
    drawn = {name for _loader, name in demonstration.app.jinja_env.cache}
    ours = {
        str(path.relative_to(next(p for p in path.parents if p.name == "templates"))) for path in TEMPLATES
    }
    assert ours - drawn == DRAWN_OTHERWISE.keys()


@pytest.mark.parametrize(("name", "test"), [*REACHED_OTHERWISE.items(), *DRAWN_OTHERWISE.items()])
def test_what_the_walk_does_not_meet_is_asked_for_elsewhere(name: str, test: tuple[str, str]):
    file, words = test
    assert words in (ROOT / "tests" / file).read_text(), name


@of_the_walk
def test_every_page_is_whole(demonstration: Demonstration):
    for who, visit in demonstration.visits:
        if not visit.is_page:
            continue
        page, where = visit.parsed(), (who, visit.address)
        assert INLINE.findall(visit.text) == [], where
        assert len(page.xpath("//h1")) == 1, where
        assert page.get("lang") == ("nb" if who == "in Norwegian" else "en"), where
        assert (page.findtext(".//title") or "").strip(" \n–"), where
        assert len(page.xpath("//main")) == 1, where
        repeated = [name for name, times in Counter(page.xpath("//*/@id")).items() if times > 1]
        assert repeated == [], where
        # Of several forms on a page each has its own beginning of names.
        assert not page.xpath("//form[@method='post'][not(.//input[contains(@name, 'csrf_token')])]"), where
        assert not page.xpath("//img[not(@alt)]"), where


@of_the_walk
def test_pages_behind_the_sign_in_are_not_kept_by_browsers(demonstration: Demonstration):
    _role, email, password = demonstration.app.extensions["marketkit_demo_logins"][0]
    client = demonstration.app.test_client()
    answer = sign_in(client, email, password)
    assert answer.headers["Cache-Control"] == "no-store"


ACTION = re.compile(r"[a-z][a-z-]*\.[a-z][a-z-]*")
# Texts of the same shape that are no entries of the log: who brought a state about, endpoints, columns, file names.
NO_ACTION = re.compile(r"^(evaluations|procurements|contracts|web)\.|\.(id|yaml|csv|json)$")


def recorded_actions() -> set[str]:
    """Every code that a module of a feature writes into the audit log about a procurement."""
    constants = {
        node.value
        for folder in ("procurements", "sourcing", "evaluations", "contracts")
        for module in (PACKAGE / folder).glob("**/services.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in constants if ACTION.fullmatch(text) and not NO_ACTION.match(text)}


def test_what_is_recorded_about_a_procurement_can_be_told_in_words(app: Flask):
    features = app.extensions["marketkit_features"]
    words = {action for feature in features for action in feature.actions}
    recorded = recorded_actions()
    assert {"procurement.created", "strategy.adopted", "strategy.locked"} <= recorded
    assert recorded - words == set()
