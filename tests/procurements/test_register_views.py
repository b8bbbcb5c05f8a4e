"""The pages of suppliers, units and a buyer's settings; on both databases."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.procurements.choices import SizeClass
from marketkit.procurements.models import Buyer, Supplier, Unit
from marketkit.values import Money
from tests.procurements.conftest import Person, SignIn, errors, only, words

SETTINGS = {
    "name": "Fjordvik",
    "organisation_number": "974 760 673",
    "zone": "Europe/Oslo",
    "languages": ["nb", "en"],
    "currency": "EUR",
    "ocid_prefix": "ocds-213czf",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_a_supplier_is_added_found_and_changed(officer: Person, session: Session) -> None:
    assert words(officer.get("/suppliers"), "//main//h2") == ["No suppliers yet"]
    fields = {
        "name": "Åse Omsorg AS",
        "country": "no",
        "organisation_number": "974 760 673",
        "size_class": "small",
    }
    assert officer.send("/suppliers/new", **fields).status_code == 302
    row = only(session, Supplier)
    assert (row.country, row.organisation_number, row.size_class) == ("NO", "974760673", SizeClass.SMALL)
    assert words(officer.get("/suppliers?q=ase"), "//tbody//a") == ["Åse Omsorg AS"]
    officer.send(f"/suppliers/{row.id}", **{**fields, "non_profit": "y"})
    assert only(session, Supplier).non_profit


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (
            {"organisation_number": "974760674"},
            'Organisation number: "974760674" is not an organisation number',
        ),
        ({"country": "Norge"}, "Country: Expected two letters such as NO or SE"),
        ({"name": ""}, "Name: This must be filled in"),
        ({"country": "SE", "organisation_number": "="}, 'Organisation number: "=" is not a register number'),
    ],
)
def test_what_is_wrong_with_a_supplier_is_said(officer: Person, fields: dict[str, str], error: str) -> None:
    response = officer.send("/suppliers/new", **{"name": "A", "country": "NO", **fields})
    assert response.status_code == 422
    assert errors(response)[0].startswith(error)


def test_two_people_who_change_the_same_supplier_see_both_values(officer: Person, session: Session) -> None:
    officer.send("/suppliers/new", name="First", country="NO")
    row_id = only(session, Supplier).id
    shown = officer.get(f"/suppliers/{row_id}")
    officer.send(f"/suppliers/{row_id}", page=shown, name="Theirs", country="NO")
    refused = officer.send(f"/suppliers/{row_id}", page=shown, name="Mine", country="NO")
    assert refused.status_code == 409
    assert words(refused, "//dl/dd") == ["What you entered: Mine What stands now: Theirs"]


def test_a_partner_s_unit_is_kept_with_its_budget(officer: Person, session: Session) -> None:
    assert words(officer.get("/units"), "//main//h2") == ["No units yet"]
    fields = {
        "name": "Clinic",
        "partner": "Hospital",
        "amount": "58 000 000",
        "currency": "NOK",
        "price_year": "2026",
    }
    assert officer.send("/units/new", active="y", **fields).status_code == 302
    row = only(session, Unit)
    assert (row.full_name, row.budget) == ("Clinic, Hospital", Money.parse("58000000", "NOK", 2026))
    officer.send(f"/units/{row.id}", **fields)
    assert "Not in use" in officer.get("/units").text
    assert errors(officer.send("/units/new", **fields)) == ['Name: Another unit is called "Clinic"']


def test_an_administrator_changes_the_settings(sign_in: SignIn, session: Session) -> None:
    admin = sign_in(Role.ADMIN)
    response = admin.send("/settings", **SETTINGS)
    assert response.status_code == 302, errors(response)
    buyer = only(session, Buyer)
    assert (buyer.name, buyer.organisation_number, buyer.currency) == ("Fjordvik", "974760673", "EUR")
    assert buyer.languages == ("en", "nb")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"zone": "Mars/Base"}, "Time zone: Expected the name of a time zone such as Europe/Oslo"),
        ({"zone": "../../etc/passwd"}, "Time zone: Expected the name of a time zone such as Europe/Oslo"),
        ({"ocid_prefix": "ocds-1"}, "OCID prefix: Expected ocds- and six letters or digits"),
        ({"languages": []}, "Languages: Choose at least one"),
        (
            {"organisation_number": "1"},
            'Organisation number: "1" is not an organisation number; expected nine digits',
        ),
    ],
)
def test_settings_that_cannot_be_are_refused(sign_in: SignIn, fields: dict[str, object], error: str) -> None:
    response = sign_in(Role.ADMIN).send("/settings", **{**SETTINGS, **fields})
    assert response.status_code == 422
    assert errors(response) == [error]


def test_a_logo_is_uploaded_shown_and_removed(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    assert admin.get("/logo").status_code == 404
    admin.send("/settings", **SETTINGS, logo=(BytesIO(PNG), "logo.exe"))
    shown = admin.get("/logo")
    assert (shown.data, shown.mimetype) == (PNG, "image/png")
    admin.send("/settings", **SETTINGS, remove_logo="y")
    assert admin.get("/logo").status_code == 404


def test_a_logo_that_is_no_picture_is_refused_and_nothing_is_saved(sign_in: SignIn, session: Session) -> None:
    response = sign_in(Role.ADMIN).send("/settings", **SETTINGS, logo=(BytesIO(b"<svg/>"), "logo.png"))
    assert response.status_code == 422
    assert errors(response) == ["Logo: Expected a picture of the kind PNG or JPEG"]
    assert session.query(Buyer).one().name == "Fjordvik kommune"


def test_only_administrators_see_the_settings(officer: Person) -> None:
    page = officer.get("/suppliers")
    assert "Settings" not in words(page, "//nav[@class='site-navigation']//a")
    assert officer.get("/settings").status_code == 403


def test_those_who_may_only_read_see_suppliers_without_links(sign_in: SignIn, officer: Person) -> None:
    officer.send("/suppliers/new", name="A", country="NO")
    auditor = sign_in(Role.AUDITOR)
    page = auditor.get("/suppliers")
    assert words(page, "//tbody//th") == ["A"]
    assert words(page, "//tbody//a") == []
    assert auditor.get("/suppliers/new").status_code == 403
