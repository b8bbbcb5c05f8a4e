"""What models, stances, fillers and states of templates are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.contracts.draft import FactKind, RemarkKind
from marketkit.contracts.template import Filler, Model, Stance, Status

MODELS = {
    Model.INNOVATION_PARTNERSHIP: _l("Innovation partnership"),
    Model.PILOT_WITH_OPTION: _l("Pilot with an option to scale"),
    Model.OUTCOME_BASED: _l("Outcome-based agreement"),
    Model.PRE_COMMERCIAL: _l("Pre-commercial procurement"),
    Model.FRAMEWORK_AGREEMENT: _l("Framework agreement with an innovation clause"),
    Model.STANDARD_SUPPLEMENT: _l("Supplement to a negotiated standard"),
}
STANCES = {
    Stance.BUYER: _l("favours the buyer"),
    Stance.BALANCED: _l("balanced"),
    Stance.SUPPLIER: _l("favours the supplier"),
}
FILLERS = {Filler.BUYER: _l("the buyer"), Filler.SUPPLIER: _l("the supplier"), Filler.BOTH: _l("both")}
STATUSES = {
    Status.DRAFT: _l("being written"),
    Status.APPROVED: _l("approved"),
    Status.WITHDRAWN: _l("withdrawn"),
}
REMARKS = {
    RemarkKind.GUIDANCE: _l("Guidance"),
    RemarkKind.ALTERNATIVE: _l("Wording"),
    RemarkKind.LAW: _l("Law"),
    RemarkKind.DEFAULT: _l("Left at the default"),
    RemarkKind.MISSING: _l("Missing"),
}
FACTS = {
    FactKind.GOAL: _l("Goal"),
    FactKind.KPI: _l("Measure"),
    FactKind.OPTION: _l("Option"),
    FactKind.SHARING: _l("Sharing of gains"),
}
