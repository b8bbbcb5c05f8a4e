"""What the spine's entries in the audit log are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "procurement.created": _l("Procurement created"),
    "procurement.changed": _l("Description changed"),
    "procurement.state-changed": _l("New state"),
    "procurement.lot-added": _l("Lot added"),
    "procurement.lot-changed": _l("Lot changed"),
    "procurement.lot-removed": _l("Lot removed"),
    "award.recorded": _l("Award recorded"),
    "award.corrected": _l("Award corrected"),
    "award.withdrawn": _l("Award taken back"),
    "agreed-measure.recorded": _l("Measure agreed"),
    "agreed-measure.corrected": _l("Agreed measure corrected"),
    "agreed-measure.withdrawn": _l("Agreed measure taken back"),
    "option.recorded": _l("Option recorded"),
    "option.corrected": _l("Option corrected"),
    "option.withdrawn": _l("Option taken back"),
    "sharing-term.recorded": _l("Sharing of gains agreed"),
    "sharing-term.corrected": _l("Sharing of gains corrected"),
    "sharing-term.withdrawn": _l("Sharing of gains taken back"),
}
