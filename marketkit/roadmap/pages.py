"""What every page of the roadmap needs."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("roadmap", __name__, template_folder="templates")
BASE = "/b/<buyer_slug>/roadmap"
ONE = f"{BASE}/<key>"
