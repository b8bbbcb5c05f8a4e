"""Strategies of every award method over the same two scored criteria and a price, and the words drawn from them."""

from __future__ import annotations

from collections.abc import Iterable

from marketkit.documents.model import Block, Document, plain_text
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import Strategy

TITLES = {"care": "{en: Care, nb: Omsorg}", "days": "{en: Days, nb: Dager}", "price": "{en: Price, nb: Pris}"}


def strategy(
    award: str = "weighted-sum",
    *,
    care: str = "weight: 40, scale: [0, 10]",
    days: str = "weight: 20, scale: [4, 0]",
    price: str | None = "weight: 40, formula: {name: proportional-to-lowest}",
    rest: str = "",
) -> Strategy:
    """A strategy in NOK; each criterion is given by what stands in its braces, None leaves the price out."""
    lines = [
        "id: example",
        "currency: NOK",
        f"award: {award}",
        *rest.splitlines(),
        "criteria:",
        f"  - {{id: care, title: {TITLES['care']}, kind: quality, {care}}}",
        f"  - {{id: days, title: {TITLES['days']}, kind: quality, {days}}}",
    ]
    if price is not None:
        lines.append(f"  - {{id: price, title: {TITLES['price']}, kind: cost{', ' if price else ''}{price}}}")
    return read_strategy("\n".join(lines).encode(), "example.yaml")


def of_every_award() -> dict[str, Strategy]:
    """One strategy of each award method."""
    return {
        "weighted-sum": strategy(),
        "quality-only": strategy(
            "quality-only", care="weight: 60, scale: [0, 10]", days="weight: 40, scale: [4, 0]", price=None
        ),
        "monetised-quality": strategy(
            "monetised-quality",
            care="worth: 2000000, scale: [0, 10]",
            days="worth: 500000, scale: [4, 0]",
            price="",
        ),
        "markup": strategy("markup", price="weight: 40"),
        "price-per-quality-point": strategy(
            "price-per-quality-point",
            care="weight: 60, scale: [0, 10]",
            days="weight: 40, scale: [4, 0]",
            price="",
        ),
        "utility-index": strategy("utility-index", price="weight: 40"),
        "quality-coefficient": strategy(
            "quality-coefficient", care="scale: [0, 0.2]", days="scale: [0, 0.1]", price=""
        ),
        "lowest-price": strategy(
            "lowest-price", care="scale: [0, 10], min_score: 5", days="scale: [4, 0]", price=""
        ),
    }


def words(blocks: Iterable[Block]) -> str:
    """The words of blocks, as in a document without anything else; spaces that do not break are plain ones."""
    return plain_text(Document("", "en", "", "", tuple(blocks))).replace("\u00a0", " ")
