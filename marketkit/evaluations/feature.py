"""What the evaluation gives the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.access import Permission
from marketkit.evaluations import file_views, pages, strategy_views, views
from marketkit.evaluations.actions import ACTIONS
from marketkit.evaluations.demonstration import demo
from marketkit.features import Feature, MenuItem

FEATURE = Feature(
    name="evaluations",
    blueprint=pages.blueprint,
    procurement_tabs=(
        MenuItem(
            label=_l("Evaluation"), endpoint="evaluations.evaluation", permission=Permission.VIEW_EVALUATION
        ),
    ),
    actions=ACTIONS,
    demo=demo,
)
__all__ = ["FEATURE", "file_views", "strategy_views", "views"]
