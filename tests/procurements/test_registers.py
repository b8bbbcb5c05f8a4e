"""Buyers, units and suppliers: added, changed, never mixed up between buyers; on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from marketkit.audit import AuditEntry
from marketkit.db import db, transaction
from marketkit.procurements import registers
from marketkit.procurements.choices import SizeClass
from marketkit.procurements.descriptions import BuyerDescription, SupplierDescription, UnitDescription
from marketkit.procurements.models import Buyer
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.registers import Logo
from marketkit.values import Money
from marketkit.versions import StaleVersionError

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def buyer(app: Flask) -> Iterator[Buyer]:
    with app.app_context():
        yield add_buyer("fjordvik", "974760673")


def add_buyer(slug: str, number: str | None = None) -> Buyer:
    with transaction():
        return registers.create_buyer(
            slug=slug,
            description=BuyerDescription(name=slug.title(), organisation_number=number),
            actor_id=None,
        )


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Fjordvik kommune", "fjordvik-kommune"),
        ("Ærøy & Øvre Ås!", "aeroy-ovre-as"),
        ("  A  ", "a"),
        ("x" * 80, "x" * 60),
    ],
)
def test_an_address_is_made_from_the_name(name: str, slug: str) -> None:
    assert registers.slug_of(name) == slug


@pytest.mark.parametrize("slug", ["", "Fjordvik", "fjord vik", "-fjordvik", "fjordvik-", "../etc", "x" * 61])
def test_an_address_that_cannot_stand_in_a_url_is_refused(app: Flask, slug: str) -> None:
    with app.app_context(), pytest.raises(FieldRefusedError) as error:
        add_buyer(slug)
    assert error.value.field == "slug"


def test_two_buyers_share_neither_address_nor_number(buyer: Buyer) -> None:
    with pytest.raises(FieldRefusedError) as error:
        add_buyer("fjordvik")
    assert error.value.field == "slug"
    with pytest.raises(FieldRefusedError) as error:
        add_buyer("other", "974760673")
    assert error.value.field == "organisation_number"
    assert add_buyer("third").id != buyer.id


def test_settings_are_changed_once_per_version(buyer: Buyer) -> None:
    changed = BuyerDescription(name="Fjordvik kommune", organisation_number="974760673", zone="Europe/London")
    with transaction():
        assert registers.update_buyer(buyer=buyer, shown=1, description=changed, actor_id=3) == (
            "name",
            "zone",
        )
    with pytest.raises(StaleVersionError), transaction():
        registers.update_buyer(buyer=buyer, shown=1, description=changed, actor_id=3)


def test_a_logo_is_known_by_its_content(buyer: Buyer) -> None:
    with transaction():
        registers.set_logo(buyer=buyer, logo=Logo.read(PNG), actor_id=3)
    db.session.expire_all()
    assert (buyer.logo, buyer.logo_type) == (PNG, "image/png")
    with transaction():
        registers.set_logo(buyer=buyer, logo=None, actor_id=3)
    assert buyer.logo is None


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 200_000]
)
def test_what_is_no_small_picture_is_refused(content: bytes) -> None:
    with pytest.raises(FieldRefusedError) as error:
        Logo.read(content)
    assert error.value.field == "logo"


def test_a_unit_has_one_name_with_its_buyer_and_a_budget_for_one_year(buyer: Buyer) -> None:
    budget = Money.parse("1 000 000", "NOK", 2026)
    with transaction():
        unit = registers.create_unit(
            buyer=buyer, description=UnitDescription(name="Home care", budget=budget), actor_id=3
        )
    assert unit.budget == budget
    assert not unit.is_outside
    with pytest.raises(FieldRefusedError) as error, transaction():
        registers.create_unit(buyer=buyer, description=UnitDescription(name="Home care"), actor_id=3)
    assert error.value.field == "name"
    with transaction():
        registers.create_unit(
            buyer=add_buyer("other"), description=UnitDescription(name="Home care"), actor_id=3
        )


def test_a_unit_can_keep_its_own_name_when_it_is_changed(buyer: Buyer) -> None:
    with transaction():
        unit = registers.create_unit(buyer=buyer, description=UnitDescription(name="Ward"), actor_id=3)
    outside = UnitDescription(name="Ward", partner="Hospital", active=False)
    with transaction():
        assert registers.update_unit(unit=unit, shown=1, description=outside, actor_id=3) == (
            "partner",
            "active",
        )
    assert unit.full_name == "Ward, Hospital"


def test_a_supplier_s_number_is_known_once_in_its_country(buyer: Buyer) -> None:
    norwegian = SupplierDescription(name="A AS", organisation_number="974760673", size_class=SizeClass.SMALL)
    swedish = SupplierDescription(name="A AB", country="SE", organisation_number="974760673")
    with transaction():
        registers.create_supplier(buyer=buyer, description=norwegian, actor_id=3)
        registers.create_supplier(buyer=buyer, description=swedish, actor_id=3)
    with pytest.raises(FieldRefusedError) as error, transaction():
        registers.create_supplier(buyer=buyer, description=norwegian, actor_id=3)
    assert error.value.field == "organisation_number"


def test_suppliers_without_a_number_may_be_several(buyer: Buyer) -> None:
    with transaction():
        for name in ("A", "B"):
            registers.create_supplier(buyer=buyer, description=SupplierDescription(name=name), actor_id=3)


def test_every_change_is_on_record_without_names(buyer: Buyer) -> None:
    with transaction():
        supplier = registers.create_supplier(
            buyer=buyer, description=SupplierDescription(name="Secret AS"), actor_id=3
        )
        registers.update_supplier(
            supplier=supplier, shown=1, description=SupplierDescription(name="Other AS"), actor_id=3
        )
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [entry.action for entry in entries] == ["buyer.created", "supplier.created", "supplier.changed"]
    assert all("AS" not in entry.details for entry in entries)
    assert {entry.buyer_id for entry in entries} == {buyer.id}
