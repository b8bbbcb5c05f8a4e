"""What models, stances, fillers and states of templates are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.contracts.draft import FactKind, RemarkKind
from marketkit.contracts.findings import Check, Severity
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
CHECKS = {
    Check.UNREADABLE: _l("Cannot be read"),
    Check.UNUSED_PARAMETER: _l("Questions nothing uses"),
    Check.UNDEFINED_TERM: _l("Terms without a definition"),
    Check.UNUSED_TERM: _l("Terms nothing uses"),
    Check.ABSENT_REFERENCE: _l("References to what can be absent"),
    Check.UNREACHABLE: _l("What no answers bring in"),
    Check.OVERLAP: _l("Wordings that overlap"),
    Check.GAP: _l("Answers without a wording"),
    Check.CONDITION: _l("Conditions that do not fit their question"),
    Check.REQUIRED_CLAUSE: _l("Clauses the template requires"),
    Check.MODEL: _l("What the law and good practice ask of the model"),
    Check.LAW_EXPIRED: _l("Law that is not in force"),
    Check.LAW_UNCHECKED: _l("Law nobody has checked lately"),
    Check.TYPED_REFERENCE: _l("Typed references"),
    Check.TYPED_NUMBER: _l("Typed numbers"),
    Check.PLACEHOLDER: _l("Places to be filled in"),
    Check.LANGUAGES: _l("Languages that differ"),
    Check.CHARACTERS: _l("Characters that cannot be seen"),
    Check.SAMPLED: _l("Tried by samples only"),
}
SEVERITIES = {
    Severity.ERROR: _l("error"),
    Severity.WARNING: _l("to consider"),
    Severity.NOTE: _l("note"),
}
