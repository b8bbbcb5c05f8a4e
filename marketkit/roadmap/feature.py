"""What the roadmap gives the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.access import Permission
from marketkit.features import Feature, MenuItem
from marketkit.roadmap import (
    all_buyers_views,
    import_upload_views,
    import_views,
    machine_views,
    notice_views,
    office_views,
    pages,
    public_views,
    step_views,
)
from marketkit.roadmap.actions import ACTIONS
from marketkit.roadmap.demo import demo

FEATURE = Feature(
    name="roadmap",
    cli=("roadmap",),
    blueprint=pages.blueprint,
    menu=(MenuItem(label=_l("Roadmap"), endpoint="roadmap.overview", permission=Permission.VIEW_ROADMAP),),
    actions=ACTIONS,
    open_pages=all_buyers_views.open_pages,
    demo=demo,
)
__all__ = [
    "FEATURE",
    "all_buyers_views",
    "import_upload_views",
    "import_views",
    "machine_views",
    "notice_views",
    "office_views",
    "public_views",
    "step_views",
]
