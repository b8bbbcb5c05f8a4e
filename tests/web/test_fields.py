"""A local day and time in a form: on the clocks of the buyer, with what was typed kept when it names no moment."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict
from wtforms import Form

from marketkit.web.fields import LocalMomentField
from marketkit.web.language import in_language

NOON_UTC = datetime(2026, 11, 23, 12, tzinfo=UTC)


class DeadlineForm(Form):
    deadline = LocalMomentField("Deadline")


def sent(text: str) -> DeadlineForm:
    return DeadlineForm(MultiDict({"deadline": text}))


@pytest.fixture
def at_a_buyer_in(pages_app: Flask):
    def begin(zone: str):
        context = pages_app.test_request_context("/")
        context.push()
        g.buyer = SimpleNamespace(zone=zone)
        contexts.append(context)

    contexts: list = []
    yield begin
    for context in reversed(contexts):
        context.pop()


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Oslo", "13:00"), ("Europe/London", "12:00")])
def test_a_moment_is_shown_and_read_on_the_clocks_of_the_buyer(at_a_buyer_in, zone: str, shown: str):
    at_a_buyer_in(zone)
    form = DeadlineForm(data={"deadline": NOON_UTC})
    html = str(form.deadline())
    assert 'type="datetime-local"' in html
    assert f'value="2026-11-23T{shown}"' in html
    again = sent(f"2026-11-23T{shown}")
    assert again.validate()
    assert again.deadline.data == NOON_UTC


def test_what_people_type_by_hand_is_read_too(at_a_buyer_in):
    at_a_buyer_in("Europe/Oslo")
    form = sent("23.11.2026 kl. 13:00")
    assert form.validate()
    assert form.deadline.data == NOON_UTC


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-29T02:30", "02:30 does not exist on 29 March 2026: the clocks go forward then"),
        ("2026-10-25T02:30", "02:30 comes twice on 25 October 2026: the clocks go back then"),
        ("2026-02-30T12:00", "there is no such day"),
        ("2026-11-23T25:00", "there is no such time of day"),
        ("next Monday", "is no day and time; write it as"),
    ],
)
def test_what_names_no_moment_is_told_and_stays_in_the_field(at_a_buyer_in, typed: str, said: str):
    at_a_buyer_in("Europe/Oslo")
    with in_language("en"):
        form = sent(typed)
        assert not form.validate()
        (error,) = form.deadline.errors
    assert said in error
    assert form.deadline.data is None
    assert f'value="{typed}"' in str(form.deadline())


def test_the_hour_that_does_not_exist_is_told_in_the_readers_language(at_a_buyer_in):
    at_a_buyer_in("Europe/Oslo")
    with in_language("nb"):
        form = sent("2026-03-29T02:30")
        assert not form.validate()
        assert "02:30 finnes ikke 29. mars 2026" in form.deadline.errors[0]


def test_the_hour_one_buyer_skips_is_an_hour_to_another(at_a_buyer_in):
    at_a_buyer_in("Europe/London")
    form = sent("2026-03-29T02:30")  # in London 01:00 to 02:00 is skipped
    assert form.validate()
    assert form.deadline.data == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_empty_field_holds_nothing(at_a_buyer_in):
    at_a_buyer_in("Europe/Oslo")
    form = sent("  ")
    assert form.validate()
    assert form.deadline.data is None
