"""Column types that keep what they are given: moments in UTC, whole minor units of money, exact numbers, lists of texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

MAX_MINOR = 2**63 - 1


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Takes only values that know their offset; gives them back in UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} does not say which time zone it is in")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MoneyMinor(TypeDecorator[int]):
    """An amount in whole minor units (øre, cent) of the currency that stands in the column beside it.

    From -(2^63) to 2^63 - 1. Anything that is not an int is refused: a float or a decimal has already been rounded,
    or still has to be, and neither happens here.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"an amount is a whole number of minor units, not {value!r}")
        if not -MAX_MINOR - 1 <= value <= MAX_MINOR:
            raise ValueError(f"the amount {value} is too large to store")
        return value


class ExactNumber(TypeDecorator[Fraction]):
    """A rational number as text in lowest terms ("146", "9/7"). Takes Fraction and int; never float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | int | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Fraction | int):
            raise TypeError(f"an exact number is a Fraction or an int, not {value!r}")
        return str(Fraction(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Fraction | None:
        return None if value is None else Fraction(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


class TextList(TypeDecorator[tuple[str, ...]]):
    """A short list of texts (codes, goals) as a JSON array. Comes back as a tuple, so a change is always a new value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) or not all(isinstance(item, str) for item in value):
            raise TypeError(f"a list of texts is expected, not {value!r}")
        return json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))
