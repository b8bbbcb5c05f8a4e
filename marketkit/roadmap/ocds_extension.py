"""The extensions of OCDS that our releases use, and the definition of our own. Pure.

Ours is served beside the packages: `extension.json`, which every package names, and the schema it points to.
"""

from __future__ import annotations

from typing import Any

from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import Reason, Standing
from marketkit.roadmap.site import Site
from marketkit.values import Precision

_REGISTRY = "https://raw.githubusercontent.com/open-contracting-extensions"
EXTENSIONS = (
    f"{_REGISTRY}/ocds_lots_extension/v1.1.5/extension.json",
    f"{_REGISTRY}/ocds_location_extension/v1.1.5/extension.json",
    f"{_REGISTRY}/ocds_communication_extension/master/extension.json",
)


def extension(site: Site) -> dict[str, Any]:
    """The `extension.json` of our own extension, served at `<base_url>/ocds/extension.json`."""
    return {
        "name": {"en": "Procurement roadmap"},
        "description": {
            "en": "Says how exactly a planned date is known, how sure the buyer is of it, and why a plan was changed."
        },
        "documentationUrl": {"en": site.base_url},
        "contactPoint": {"name": site.buyer_name},
        "compatibility": ["1.1"],
        "schemas": ["release-schema.json"],
    }


def extension_schema() -> dict[str, Any]:
    """The `release-schema.json` beside it: a JSON merge patch of the release schema."""
    return {
        "definitions": {
            "Milestone": {"properties": {"window": {"$ref": "#/definitions/PlannedWindow"}}},
            "Tender": {"properties": {"roadmap": {"$ref": "#/definitions/RoadmapPlan"}}},
            "PlannedWindow": _object(
                "Planned window",
                "From the first to the last possible day, both included, in the buyer's own time zone.",
                startDate=_text("First day", "The first possible day (year-month-day)."),
                endDate=_text("Last day", "The last possible day (year-month-day)."),
                precision=_text(
                    "Precision",
                    "How exactly the date is known: a window holds whole periods of this length.",
                    [each.value for each in Precision],
                ),
            ),
            "RoadmapPlan": _plan(),
        }
    }


def _plan() -> dict[str, Any]:
    text, flag = _text, {"type": ["boolean", "null"]}
    return _object(
        "Plan",
        "What one version of a plan says beyond the standard's own fields.",
        standing=text("Standing", "What has become of the plan.", [each.value for each in Standing]),
        endedOn=text("Ended on", "The day on which it started, was cancelled or withdrawn (year-month-day)."),
        reason=text(
            "Reason", "Why this version differs from the one before.", [each.value for each in Reason]
        ),
        note=text("Note", "The reason in the buyer's own words."),
        confidence=text(
            "Confidence", "How sure the buyer is that the window holds.", [each.value for each in Confidence]
        ),
        residentChange=text("Change for residents", "What changes for those who use the service."),
        regime=text("Regime", "A code of the rules that apply."),
        contractModel=text("Contract model", "A code of the kind of contract."),
        suitableForSmall={
            "title": "Suitable for small and medium-sized firms",
            "description": "As judged by the buyer.",
        }
        | flag,
        suitableForNonProfit={
            "title": "Suitable for non-profit organisations",
            "description": "As judged by the buyer.",
        }
        | flag,
        invented={"title": "Invented", "description": "Made up for a demonstration or a test."} | flag,
    )


def _object(title: str, description: str, **properties: Any) -> dict[str, Any]:
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": properties,
    }


def _text(title: str, description: str, codes: list[str] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"title": title, "description": description, "type": ["string", "null"]}
    return found | ({"enum": [*codes, None]} if codes else {})
