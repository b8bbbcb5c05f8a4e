"""What the spine gives the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.access import Permission
from marketkit.features import Feature, MenuItem
from marketkit.procurements.actions import ACTIONS
from marketkit.procurements.demo import demo
from marketkit.procurements.registers import add_first_buyer
from marketkit.procurements.views import blueprint

VIEW = Permission.VIEW_PROCUREMENTS

FEATURE = Feature(
    name="procurements",
    blueprint=blueprint,
    cli=("buyer", "codes"),
    menu=(
        MenuItem(label=_l("Procurements"), endpoint="procurements.procurement_list", permission=VIEW),
        MenuItem(label=_l("Suppliers"), endpoint="procurements.suppliers", permission=VIEW),
        MenuItem(label=_l("Units"), endpoint="procurements.units", permission=VIEW),
        MenuItem(label=_l("Settings"), endpoint="procurements.settings", permission=Permission.EDIT_BUYER),
    ),
    procurement_tabs=(
        MenuItem(label=_l("Overview"), endpoint="procurements.procurement", permission=VIEW),
        MenuItem(label=_l("Lots"), endpoint="procurements.lots", permission=VIEW),
        MenuItem(label=_l("History"), endpoint="procurements.procurement_history", permission=VIEW),
        MenuItem(
            label=_l("Audit trail"), endpoint="procurements.audit_trail", permission=Permission.READ_AUDIT
        ),
    ),
    actions=ACTIONS,
    demo=demo,
    first_start=add_first_buyer,
)
