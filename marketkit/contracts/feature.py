"""What contracts give the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.access import Permission
from marketkit.contracts import answer_views, draft_views, life_views, pages, template_views, views
from marketkit.contracts.actions import ACTIONS
from marketkit.contracts.demo import demo
from marketkit.features import Feature, MenuItem

VIEW = Permission.VIEW_CONTRACTS

FEATURE = Feature(
    name="contracts",
    cli=("templates", "draft", "redline"),
    blueprint=pages.blueprint,
    menu=(MenuItem(label=_l("Contract templates"), endpoint="contracts.templates", permission=VIEW),),
    procurement_tabs=(MenuItem(label=_l("Contracts"), endpoint="contracts.contracts", permission=VIEW),),
    actions=ACTIONS,
    demo=demo,
)
__all__ = ["FEATURE", "answer_views", "draft_views", "life_views", "template_views", "views"]
