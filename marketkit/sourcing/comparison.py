"""Where two edited strategies differ, field by field: for two people who changed the same one at once."""

from __future__ import annotations

from dataclasses import dataclass

from marketkit.sourcing.edited import EditedStrategy, exact_decimal, number

TITLES = ("title", "vat", "period", "options")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field and its text in each of the two. `subject` is a criterion's id, a rule, or "" for the strategy."""

    subject: str
    key: str
    first: str
    second: str


def differences(first: EditedStrategy, second: EditedStrategy) -> list[Difference]:
    """Every field that differs, those of the strategy first, then criterion by criterion as they stand."""
    one, other = _flat(first), _flat(second)
    return [
        Difference(subject, key, one.get((subject, key), ""), other.get((subject, key), ""))
        for subject, key in dict.fromkeys([*one, *other])
        if one.get((subject, key), "") != other.get((subject, key), "")
    ]


def _flat(strategy: EditedStrategy) -> dict[tuple[str, str], str]:
    found = {("", key): _same(text) for key, text in strategy.texts.items()}
    for name in TITLES:
        for language, text in getattr(strategy, name).items():
            found["", f"{name}-{language}" if language else name] = text.strip()
    found["", "packs"] = ", ".join(strategy.packs)
    found["", "tie_break"] = ", ".join(strategy.tie_break)
    found["", "criteria"] = ", ".join("–" * row.depth + row.text("id") for row in strategy.criteria)
    found["", "notes"] = strategy.notes.strip()
    for index, row in enumerate(strategy.criteria):
        wanted = strategy.wanted(index)
        for language, text in row.title.items():
            found[row.text("id"), f"title-{language}" if language else "title"] = text.strip()
        found[row.text("id"), "counts_as"] = ", ".join(row.counts_as)
        for key, text in row.texts.items():
            if key in wanted:
                found[row.text("id"), key] = _same(text)
    for declaration in strategy.declarations:
        for key in ("chosen", "reason"):
            found[declaration.get("rule", ""), key] = declaration.get(key, "").strip()
    return found


def _same(typed: str) -> str:
    """A number however it was typed, any other text without the spaces around it."""
    value = number(typed)
    return typed.strip() if value is None else exact_decimal(value)
