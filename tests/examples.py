"""How often a property is tried where its cases are many: relative to what is asked of all (`--hypothesis-profile`)."""

from __future__ import annotations

from hypothesis import settings

TWICE = settings(max_examples=2 * settings().max_examples)
