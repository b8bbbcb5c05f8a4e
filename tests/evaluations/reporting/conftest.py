"""One procurement, in an application context."""

from __future__ import annotations

from tests.evaluations.decision.conftest import procurement

__all__ = ["procurement"]
