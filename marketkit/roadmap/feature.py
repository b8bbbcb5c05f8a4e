"""What the roadmap gives the house."""

from __future__ import annotations

from marketkit.features import Feature
from marketkit.roadmap import pages
from marketkit.roadmap.actions import ACTIONS

FEATURE = Feature(name="roadmap", blueprint=pages.blueprint, actions=ACTIONS)
__all__ = ["FEATURE"]
