"""The pages of procurements and their lots, as an officer uses them; on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.procurements.choices import Procedure, Regime
from marketkit.procurements.models import Lot, Procurement
from marketkit.procurements.states import State
from marketkit.values import Money
from tests.factories import Factories
from tests.procurements.conftest import Person, SignIn, errors, only, words

NEW = "/procurements/new"
FILLED: dict[str, Any] = {
    "reference": "2026/041",
    "title": "Follow-up at home",
    "need": "People travel too far.",
    "cpv_codes": ["ambulances", "85312000, 85323000-9", ""],
    "nuts_codes": ["no0a2"],
    "policy_goals": "Live at home longer\n\nFewer journeys",
    "amount": "1 234,50",
    "currency": "NOK",
    "price_year": "2026",
    "regime": "no-part-4",
    "procedure": "open",
    "reserved_for": "none",
    "winners": "2",
}


@pytest.fixture
def made(officer: Person, session: Session) -> Procurement:
    """A procurement made through the form."""
    response = officer.send(NEW, **FILLED)
    assert response.status_code == 302, errors(response)
    return only(session, Procurement)


def address(row: Procurement, rest: str = "") -> str:
    return f"/procurements/{row.id}{rest}"


def now(session: Session, row: Procurement) -> Procurement:
    """The row as it stands now."""
    return only(session, Procurement, id=row.id)


def test_an_empty_list_says_what_to_do_next(officer: Person) -> None:
    page = officer.get("/procurements")
    assert page.status_code == 200
    assert words(page, "//h2") == ["No procurements yet"]
    assert words(page, "//main//a[@class='ds-button']") == ["Describe the first need"]


def test_a_procurement_is_kept_as_it_was_typed(made: Procurement, session: Session) -> None:
    row = now(session, made)
    assert (row.reference, row.title, row.state) == ("2026/041", "Follow-up at home", State.NEED)
    assert row.cpv_codes == ("85143000", "85312000", "85323000")
    assert row.nuts_codes == ("NO0A2",)
    assert row.policy_goals == ("Live at home longer", "Fewer journeys")
    assert row.estimate == Money(123450, "NOK", 2026)
    assert (row.regime, row.procedure, row.winners) == (Regime.NO_PART_4, Procedure.OPEN, 2)


def test_only_reference_and_title_are_needed(officer: Person) -> None:
    fields = {"reference": "1", "title": "T", "currency": "NOK", "reserved_for": "none", "winners": "1"}
    assert officer.send(NEW, **fields).status_code == 302


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": " "}, "Title: This must be filled in"),
        ({"reference": ""}, "Reference: This must be filled in"),
        ({"amount": "1,234"}, 'Estimated value, without VAT: "1,234" can be read in two ways'),
        ({"amount": "-5"}, "Estimated value, without VAT: The amount cannot be below zero"),
        ({"amount": "9" * 20}, "Estimated value, without VAT: The amount is too large"),
        ({"price_year": ""}, "Price year: An amount needs its year"),
        ({"price_year": "26"}, "Price year: Expected a year such as 2026"),
        ({"cpv_codes": ["1234"]}, 'What is bought (CPV codes): "1234" is not a CPV code'),
        ({"nuts_codes": ["Bergen"]}, 'Where (NUTS codes): "Bergen" is not a NUTS code'),
        ({"winners": "0"}, "Number of winners: Expected a whole number of at least 1"),
        ({"regime": "my-own"}, "Rules that apply: Not a valid choice."),
        ({"title": "x" * 201}, "Title: At most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    officer: Person, session: Session, fields: dict[str, Any], error: str
) -> None:
    response = officer.send(NEW, **{**FILLED, **fields})
    assert response.status_code == 422
    (found,) = errors(response)
    assert found.startswith(error)
    assert session.query(Procurement).count() == 0


def test_a_reference_that_is_taken_is_said_beside_its_field(officer: Person, made: Procurement) -> None:
    response = officer.send(NEW, **FILLED)
    assert response.status_code == 422
    assert errors(response) == ['Reference: Another procurement has the reference "2026/041"']


def test_the_overview_shows_codes_with_words_and_the_steps_that_may_be_taken(
    officer: Person, made: Procurement
) -> None:
    page = officer.get(address(made))
    facts = dict(zip(words(page, "//dl/dt"), words(page, "//dl/dd"), strict=True))
    assert facts["Where (NUTS codes)"] == "NO0A2 Vestland"
    assert facts["What is bought (CPV codes)"].startswith("85143000 ambulances85312000 care without")
    assert facts["Estimated value"] == "NOK 1,234.50 at 2026 prices, without VAT"
    assert words(page, "//ul[@class='steps']/li/a") == [
        "Go on to: Market dialogue",
        "Go on to: Planned",
        "Go on to: Competition",
        "Cancel the procurement",
    ]
    assert words(page, "//li[@aria-current='step']") == ["Need"]
    tabs = words(page, "//nav[@class='tabs']//a")
    assert tabs[:3] == ["Overview", "Lots", "History"]


def test_two_people_who_change_the_same_see_both_values(
    officer: Person, made: Procurement, session: Session
) -> None:
    form = officer.get(address(made, "/edit"))
    theirs = {**FILLED, "title": "Theirs"}
    mine = {**FILLED, "title": "Mine", "amount": "99"}
    assert officer.send(address(made, "/edit"), page=form, **theirs).status_code == 302
    refused = officer.send(address(made, "/edit"), page=form, **mine)
    assert refused.status_code == 409
    assert now(session, made).title == "Theirs"
    shown = dict(zip(words(refused, "//dl/dt"), words(refused, "//dl/dd"), strict=True))
    assert shown["Title"] == "What you entered: Mine What stands now: Theirs"
    assert "NOK 99 at 2026 prices" in shown["Estimated value"]
    assert set(shown) == {"Title", "Estimated value"}
    again = officer.send(address(made, "/edit"), page=refused, **mine)
    assert again.status_code == 302
    assert now(session, made).title == "Mine"


def test_a_form_with_a_made_up_version_is_refused(officer: Person, made: Procurement) -> None:
    response = officer.send(address(made, "/edit"), **{**FILLED, "title": "x", "version": "١"})
    assert response.status_code == 409


def test_the_competition_begins_only_when_its_consequence_has_been_read(
    officer: Person, made: Procurement, session: Session
) -> None:
    step = address(made, "/to/competition")
    assert "cannot be changed" in words(officer.get(step), "//div[contains(@class, 'ds-alert')]")[-1]
    assert errors(officer.send(step)) == ["I have read what this does: Tick this to go on"]
    assert now(session, made).state is State.NEED
    assert officer.send(step, understood="y").status_code == 302
    assert now(session, made).state is State.COMPETITION


def test_from_the_competition_on_the_fixed_fields_are_text_and_what_is_sent_for_them_is_ignored(
    officer: Person, made: Procurement, session: Session
) -> None:
    officer.send(address(made, "/to/competition"), understood="y")
    page = officer.get(address(made, "/edit"))
    assert words(page, "//form//dl/dd") == [
        "Norway: Regulation part IV (health and social services)",
        "Open procedure",
        "Open to everyone",
        "2",
    ]
    sent = officer.send(address(made, "/edit"), **{**FILLED, "title": "Clearer", "winners": "9"})
    assert sent.status_code == 302
    row = now(session, made)
    assert (row.title, row.winners, row.regime) == ("Clearer", 2, Regime.NO_PART_4)


def test_opening_by_hand_needs_a_reason_and_says_so(
    officer: Person, made: Procurement, session: Session
) -> None:
    officer.send(address(made, "/to/competition"), understood="y")
    step = address(made, "/to/opened")
    assert "normally bring this about" in officer.get(step).text
    assert errors(officer.send(step, understood="y")) == ["Reason: This must be filled in"]
    assert officer.send(step, understood="y", reason="Bids came on paper").status_code == 302
    assert now(session, made).state is State.OPENED
    history = words(officer.get(address(made, "/history")), "//tbody//td[2]")
    assert history[0] == "New state Competition → Bids opened Reason: Bids came on paper"
    assert history[-1] == "Created"


def test_a_step_that_is_not_there_has_no_page(officer: Person, made: Procurement) -> None:
    assert officer.get(address(made, "/to/awarded")).status_code == 404
    assert officer.get(address(made, "/to/nonsense")).status_code == 404


def test_a_step_shown_before_somebody_else_s_is_not_taken(
    officer: Person, made: Procurement, session: Session
) -> None:
    step = address(made, "/to/planned")
    shown = officer.get(step)
    officer.send(address(made, "/edit"), **{**FILLED, "title": "Other"})
    response = officer.send(step, page=shown)
    assert response.status_code == 302
    assert now(session, made).state is State.NEED
    assert "Someone else changed this procurement meanwhile" in officer.get(address(made)).text


def test_a_cancelled_procurement_is_read_only(officer: Person, made: Procurement, session: Session) -> None:
    officer.send(address(made, "/to/cancelled"), understood="y", reason="No money")
    assert now(session, made).state is State.CANCELLED
    assert officer.get(address(made, "/edit")).status_code == 302
    page = officer.get(address(made))
    assert "This procurement was cancelled" in page.text
    assert words(page, "//ul[@class='steps']") == []


def test_lots_are_added_changed_and_removed(officer: Person, made: Procurement, session: Session) -> None:
    lots = address(made, "/lots")
    assert words(officer.get(lots), "//main//h2") == ["Not divided into lots"]
    fields = {"title": "North", "currency": "NOK", "winners": "1"}
    assert officer.send(f"{lots}/new", **fields).status_code == 302
    lot = only(session, Lot)
    changed = {**fields, "title": "Far north", "amount": "500", "price_year": "2026"}
    assert officer.send(f"{lots}/{lot.id}", **changed).status_code == 302
    assert words(officer.get(lots), "//tbody/tr/th") == ["1. Far north"]
    shown = officer.get(f"{lots}/{lot.id}/remove")
    officer.send(f"{lots}/{lot.id}", **{**fields, "title": "Again"})
    officer.send(f"{lots}/{lot.id}/remove", page=shown)
    assert "Someone else changed this lot meanwhile" in officer.get(lots).text
    officer.send(f"{lots}/{lot.id}/remove")
    assert session.query(Lot).count() == 0


def test_lots_are_fixed_once_the_competition_has_begun(officer: Person, made: Procurement) -> None:
    officer.send(address(made, "/to/competition"), understood="y")
    response = officer.get(address(made, "/lots/new"))
    assert response.status_code == 302
    assert (
        "The lots cannot be changed once the competition has begun."
        in officer.get(address(made, "/lots")).text
    )


def test_searching_keeps_what_was_asked_in_the_form(officer: Person, made: Procurement) -> None:
    page = officer.get("/procurements?q=FOLLOW&state=need&order=title")
    assert words(page, "//tbody//a") == ["Follow-up at home"]
    assert words(page, "//option[@selected]") == ["Need", "Title"]
    assert words(officer.get("/procurements?q=nothing"), "//main//h2") == ["Nothing fits"]
    assert officer.get("/procurements?page=x&state=y&order=z").status_code == 200


def test_those_who_may_only_read_see_no_way_to_change(sign_in: SignIn, made: Procurement) -> None:
    auditor = sign_in(Role.AUDITOR)
    page = auditor.get(address(made))
    assert page.status_code == 200
    assert "Change the description" not in page.text
    assert words(page, "//ul[@class='steps']") == []
    for rest in ("/edit", "/to/planned", "/lots/new"):
        assert auditor.get(address(made, rest)).status_code == 403
    assert auditor.get(NEW).status_code == 403


def test_another_buyer_s_procurement_is_not_there(
    officer: Person, session: Session, factories: Factories
) -> None:
    foreign = factories.procurement().id
    factories.commit()
    for rest in ("", "/edit", "/history", "/lots", "/to/planned"):
        assert officer.get(f"/procurements/{foreign}{rest}").status_code == 404


def test_a_unit_that_is_no_longer_used_stays_where_it_was_chosen(
    officer: Person, made: Procurement, session: Session, factories: Factories
) -> None:
    row = session.get_one(Procurement, made.id)
    row.initiating_unit_id = factories.unit(row.buyer, name="Old ward", active=False).id
    factories.unit(row.buyer, name="Older ward", active=False)
    factories.commit()
    offered = words(officer.get(address(made, "/edit")), "//select[@id='initiating_unit_id']/option")
    assert offered == ["Not decided yet", "Old ward"]


def test_what_a_person_writes_is_never_markup(officer: Person, session: Session) -> None:
    response = officer.send(NEW, **{**FILLED, "title": "<script>x</script>", "need": "<b>bold</b>"})
    assert response.status_code == 302
    page = officer.get(response.headers["Location"].removeprefix("/b/fjordvik"))
    assert "<script>x" not in page.text
    assert "&lt;b&gt;bold" in page.text
