"""The lists: what is found, in which order, on which page, and never another buyer's; on both databases."""

from __future__ import annotations

import pytest
from flask import Flask

from marketkit.procurements import queries
from marketkit.procurements.states import State
from tests.factories import Factories


@pytest.fixture
def buyer_id(factories: Factories) -> int:
    """A buyer with three procurements, and another with one."""
    buyer = factories.buyer()
    factories.procurement(
        buyer,
        reference="2026/041",
        title="Østre sykehjem",
        estimate_minor=500,
        estimate_currency="NOK",
        price_year=2026,
    )
    factories.procurement(
        buyer, reference="2026/052", title="Care at home", state=State.OPENED, need="100 % of ø_ving"
    )
    factories.procurement(
        buyer,
        reference="2025/007",
        title="beds",
        archive_case="26/99",
        estimate_minor=900,
        estimate_currency="NOK",
        price_year=2026,
    )
    factories.procurement(factories.buyer(), reference="2026/041", title="Østre of somebody else")
    buyer_id = buyer.id
    factories.commit()
    return buyer_id


def found(app: Flask, buyer_id: int, **asked: object) -> list[str]:
    with app.app_context():
        page = queries.procurement_page(buyer_id=buyer_id, **asked)  # type: ignore[arg-type]
        return [row.reference for row in page.rows]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("ostre", ["2026/041"]),
        ("ØSTRE", ["2026/041"]),
        ("2026/0", ["2026/052", "2026/041"]),
        ("26/99", ["2025/007"]),
        ("100 %", ["2026/052"]),
        ("ø_v", ["2026/052"]),
        ("o%e", []),
        ("somebody", []),
    ],
)
def test_searching_finds_by_reference_title_need_and_case(
    app: Flask, buyer_id: int, text: str, references: list[str]
) -> None:
    assert found(app, buyer_id, text=text, order="reference") == references


def test_the_list_can_be_narrowed_to_a_state(app: Flask, buyer_id: int) -> None:
    assert found(app, buyer_id, state=State.OPENED) == ["2026/052"]
    assert found(app, buyer_id, state=State.ENDED) == []


@pytest.mark.parametrize(
    ("order", "references"),
    [
        ("changed", ["2025/007", "2026/052", "2026/041"]),
        ("reference", ["2026/052", "2026/041", "2025/007"]),
        ("title", ["2025/007", "2026/052", "2026/041"]),
        ("state", ["2025/007", "2026/041", "2026/052"]),
        ("value", ["2025/007", "2026/041", "2026/052"]),
        ("; DROP TABLE procurement", ["2025/007", "2026/052", "2026/041"]),
    ],
)
def test_the_list_comes_in_the_order_asked_for(
    app: Flask, buyer_id: int, order: str, references: list[str]
) -> None:
    assert found(app, buyer_id, order=order) == references


def test_a_long_list_comes_in_pages_and_a_page_too_far_is_the_last(app: Flask, factories: Factories) -> None:
    buyer = factories.buyer()
    for number in range(queries.PAGE_SIZE + 1):
        factories.procurement(buyer, reference=f"{number:03d}")
    buyer_id = buyer.id
    factories.commit()
    with app.app_context():
        first = queries.procurement_page(buyer_id=buyer_id, order="reference")
        last = queries.procurement_page(buyer_id=buyer_id, order="reference", page=99)
        none = queries.procurement_page(buyer_id=buyer_id, page=-5, text="nothing at all")
    assert (len(first.rows), first.pages, first.total) == (25, 2, 26)
    assert ([row.reference for row in last.rows], last.number) == (["000"], 2)
    assert (none.rows, none.number, none.pages, none.total) == ([], 1, 1, 0)


def test_suppliers_are_found_by_name_and_by_number_however_it_is_spaced(
    app: Flask, factories: Factories
) -> None:
    buyer = factories.buyer()
    factories.supplier(buyer, name="Åse Omsorg", organisation_number="974760673")
    factories.supplier(buyer, name="Bø Helse")
    buyer_id = buyer.id
    factories.commit()
    with app.app_context():
        for text in ("ase", "974 760", "974760673"):
            page = queries.supplier_page(buyer_id=buyer_id, text=text)
            assert [row.name for row in page.rows] == ["Åse Omsorg"]
        assert queries.supplier_page(buyer_id=buyer_id).total == 2


def test_one_row_is_found_only_with_its_own_buyer(app: Flask, factories: Factories) -> None:
    one, other = factories.buyer(), factories.buyer()
    procurement, unit, supplier = factories.procurement(one), factories.unit(one), factories.supplier(one)
    lot = factories.lot(procurement)
    ids = [one.id, other.id, procurement.id, unit.id, supplier.id, lot.id, factories.procurement(other).id]
    factories.commit()
    own, foreign, procurement_id, unit_id, supplier_id, lot_id, other_procurement_id = ids
    with app.app_context():
        for buyer_id, there in ((own, True), (foreign, False)):
            mine = queries.find_procurement(buyer_id=buyer_id, procurement_id=procurement_id)
            assert (mine is not None) is there
            assert (queries.find_unit(buyer_id=buyer_id, unit_id=unit_id) is not None) is there
            assert (queries.find_supplier(buyer_id=buyer_id, supplier_id=supplier_id) is not None) is there
        theirs = queries.find_procurement(buyer_id=foreign, procurement_id=other_procurement_id)
        assert theirs is not None
        assert queries.find_lot(procurement=theirs, lot_id=lot_id) is None
