"""Column types give back exactly what they were given, and refuse what has already lost something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from marketkit.columns import ExactNumber, MoneyMinor, UtcDateTime

metadata = MetaData()
things = Table(
    "column_things",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("amount", MoneyMinor),
    Column("exact", ExactNumber),
)


@pytest.fixture
def connection(session: Session) -> Iterator[Connection]:
    connection = session.connection()
    metadata.create_all(connection)
    yield connection
    session.rollback()  # both databases take the table back too


def kept(connection: Connection, **values: Any) -> Any:
    """The one value as it comes back from the database."""
    connection.execute(insert(things).values(id=1, **values))
    (name,) = values
    return connection.execute(select(things.c[name])).scalar_one()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC),
            datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC),
        ),
        (
            datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=2))),
            datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
        ),
    ],
)
def test_a_moment_comes_back_in_utc(connection: Connection, given: datetime, expected: datetime) -> None:
    found = kept(connection, at=given)
    assert found == expected
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="does not say which time zone"):
        kept(connection, at=datetime(2026, 11, 22, 12, 0))  # noqa: DTZ001 - what is refused


def test_moments_are_compared_as_moments(connection: Connection) -> None:
    kept(connection, at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    earlier = datetime(2026, 11, 22, 13, 30, tzinfo=timezone(timedelta(hours=2)))  # 11:30 UTC
    assert connection.execute(select(things.c.id).where(things.c.at > earlier)).scalars().all() == [1]


@pytest.mark.parametrize("amount", [0, -1, 123456789012345678, 2**63 - 1, -(2**63)])
def test_an_amount_comes_back_to_the_unit(connection: Connection, amount: int) -> None:
    assert kept(connection, amount=amount) == amount


@pytest.mark.parametrize("amount", [1.0, Decimal("1"), Fraction(1), True, "1", 2**63])
def test_an_amount_that_is_no_whole_number_or_too_large_is_refused(
    connection: Connection, amount: Any
) -> None:
    with pytest.raises(StatementError):
        kept(connection, amount=amount)


@pytest.mark.parametrize(
    "number", [Fraction(9, 7), Fraction(-1, 3), Fraction(10**60 + 1, 3), Fraction("0.1"), Fraction(0)]
)
def test_an_exact_number_comes_back_exactly(connection: Connection, number: Fraction) -> None:
    assert kept(connection, exact=number) == number


def test_an_exact_number_is_kept_in_lowest_terms(connection: Connection) -> None:
    connection.execute(insert(things).values(id=1, exact=Fraction(10, 14)))
    raw = connection.exec_driver_sql("SELECT exact FROM column_things").scalar_one()
    assert raw == "5/7"
    assert connection.execute(
        select(things.c.id).where(things.c.exact == Fraction(5, 7))
    ).scalars().all() == [1]


@pytest.mark.parametrize("number", [0.1, Decimal("0.1"), True, "1/3"])
def test_an_exact_number_is_never_taken_from_a_float_or_a_text(connection: Connection, number: Any) -> None:
    with pytest.raises(StatementError):
        kept(connection, exact=number)


@pytest.mark.parametrize("name", ["at", "amount", "exact"])
def test_nothing_stays_nothing(connection: Connection, name: str) -> None:
    assert kept(connection, **{name: None}) is None
