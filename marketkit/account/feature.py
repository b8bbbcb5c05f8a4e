"""What accounts give the house. Their pages are registered with the sign-in library, before the other features'."""

from __future__ import annotations

from marketkit.account.demo import demo
from marketkit.features import Feature

FEATURE = Feature(name="account", cli=("user", "member"), demo=demo)
