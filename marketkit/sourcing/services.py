"""What is done with strategies: list the ready ones, adopt one for a procurement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.procurements.models import Procurement
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.reader import open_strategy, read_strategy
from marketkit.sourcing.strategy import Strategy


@dataclass(frozen=True, slots=True)
class ReadyStrategy:
    """A strategy that comes with the installation."""

    file: Path
    strategy: Strategy


def ready_strategies(folder: Path) -> list[ReadyStrategy]:
    """The strategies in `sourcing_rules/strategies`, by id. Raises BadInput when one of them has faults."""
    files = sorted((folder / "strategies").glob("*.yaml"))
    found = [ReadyStrategy(file, _as_it_stands(file, *_state(file))) for file in files]
    return sorted(found, key=lambda ready: ready.strategy.id)


def _state(file: Path) -> tuple[int, int]:
    """What changes whenever somebody writes the file: its time (nanoseconds) and its size (bytes)."""
    found = file.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=64)
def _as_it_stands(file: Path, _changed: int, _size: int) -> Strategy:
    return open_strategy(file)


def adopt_strategy(
    *,
    procurement: Procurement,
    content: bytes,
    file_name: str,
    actor_id: int | None,
    now: datetime | None = None,
) -> StrategyVersion:
    """Make these bytes the procurement's strategy from now on; earlier versions stay. Raises BadInput.

    `now` is given for examples that lie in the past.
    """
    strategy = strategy_in(content, file_name)
    session = begin_write()
    session.refresh(procurement, with_for_update=False)
    newest = select(func.max(StrategyVersion.number)).where(StrategyVersion.procurement_id == procurement.id)
    version = StrategyVersion(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(newest) or 0) + 1,
        file_name=file_name,
        content=content,
        sha256=strategy.sha256,
        created_at=now or datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(version)
    session.flush()
    audit.record(
        "strategy.adopted",
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details={"version": version.number, "sha256": version.sha256, "strategy": strategy.id},
    )
    return version


def current_strategy(procurement: Procurement) -> StrategyVersion | None:
    """The newest version, or None when the procurement has no strategy yet."""
    query = (
        select(StrategyVersion)
        .where(StrategyVersion.procurement_id == procurement.id)
        .order_by(StrategyVersion.number.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def strategy_of(version: StrategyVersion) -> Strategy:
    """The strategy in a stored version; it was read once before it was stored, so it has no faults."""
    return strategy_in(version.content, version.file_name)


@lru_cache(maxsize=64)
def strategy_in(content: bytes, file_name: str) -> Strategy:
    """The strategy in these bytes; the same ones are asked for many times. Raises BadInput with every fault."""
    return read_strategy(content, file_name)


def find_strategy_version(procurement: Procurement, number: int) -> StrategyVersion | None:
    """One version of a procurement's strategy by its number."""
    query = select(StrategyVersion).where(StrategyVersion.procurement_id == procurement.id)
    return db.session.scalar(query.where(StrategyVersion.number == number))
