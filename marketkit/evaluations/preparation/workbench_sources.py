"""What a strategy can be begun from: the one in use, nothing, a ready one, or that of an earlier procurement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketkit.db import db
from marketkit.installation import current_settings
from marketkit.procurements.models import Procurement
from marketkit.sourcing.edited import EditedCriterion, EditedStrategy, edited, leading_notes
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.services import current_strategy, ready_strategies, strategy_of
from marketkit.sourcing.strategy import Strategy, in_language

IN_USE, BLANK, READY, EARLIER = "in-use", "blank", "ready", "earlier"
MOST_EARLIER = 100
PACKS = {"no": ("eu", "no", "eforms"), "eu": ("eu", "eforms"), "uk": ("uk",)}


@dataclass(frozen=True, slots=True)
class Beginning:
    """A strategy to begin from: `value` is what the form sends, `name` what it is called."""

    value: str
    name: str


def ready_beginnings(language: str) -> list[Beginning]:
    """The ready strategies of this installation."""
    return [
        Beginning(f"{READY}:{ready.strategy.id}", in_language(ready.strategy.title, language))
        for ready in ready_strategies(current_settings().sourcing_rules)
    ]


def earlier_beginnings(procurement: Procurement) -> list[Beginning]:
    """The other procurements of this buyer that have a strategy, the newest first."""
    with_strategy = select(StrategyVersion.procurement_id).where(
        StrategyVersion.buyer_id == procurement.buyer_id, StrategyVersion.procurement_id != procurement.id
    )
    query = select(Procurement).where(Procurement.id.in_(with_strategy)).order_by(Procurement.id.desc())
    return [
        Beginning(f"{EARLIER}:{found.id}", f"{found.reference} {found.title}")
        for found in db.session.scalars(query.limit(MOST_EARLIER))
    ]


def begin(procurement: Procurement, value: str) -> EditedStrategy | None:
    """The strategy to begin from, laid out for editing; None when there is no such thing."""
    kind, _, name = value.partition(":")
    if kind == IN_USE:
        version = current_strategy(procurement)
        return laid_out(version) if version else None
    if kind == BLANK:
        return blank(procurement)
    if kind == READY:
        found = (
            each for each in ready_strategies(current_settings().sourcing_rules) if each.strategy.id == name
        )
        ready = next(found, None)
        return _laid_out(ready.strategy, ready.file.read_bytes()) if ready else None
    if kind == EARLIER and name.isdecimal() and len(name) < 10:
        query = select(Procurement).where(
            Procurement.id == int(name), Procurement.buyer_id == procurement.buyer_id
        )
        earlier = db.session.scalar(query)
        version = current_strategy(earlier) if earlier else None
        return laid_out(version) if version else None
    return None


def laid_out(version: StrategyVersion) -> EditedStrategy:
    """A stored version, laid out for editing."""
    return _laid_out(strategy_of(version), version.content)


def _laid_out(strategy: Strategy, content: bytes) -> EditedStrategy:
    return edited(strategy, notes=leading_notes(content))


def blank(procurement: Procurement) -> EditedStrategy:
    """Quality and price, half each; everything else is left to decide."""
    regime = procurement.regime.value if procurement.regime else ""
    return EditedStrategy(
        texts={
            "regime": regime,
            "currency": "NOK",
            "award": "weighted-sum",
            "weights": "percent",
            "award_to": "1",
            "places": "2",
        },
        packs=PACKS.get(regime.partition("-")[0], ()),
        criteria=[
            EditedCriterion(
                0,
                {"id": "quality", "kind": "quality", "weight": "50", "worst": "0", "best": "10"},
                {"en": "Quality", "nb": "Kvalitet"},
            ),
            EditedCriterion(
                0,
                {"id": "price", "kind": "cost", "weight": "50", "formula": "linear-fixed"},
                {"en": "Price", "nb": "Pris"},
            ),
        ],
    )


def same_as_in_use(content: bytes, version: StrategyVersion | None) -> bool:
    """Whether a file says the same as the version in use, its notes included, however either is written."""
    if version is None:
        return False
    ours, theirs = (_laid_out(read_strategy(each, ""), each) for each in (content, version.content))
    return ours == theirs
