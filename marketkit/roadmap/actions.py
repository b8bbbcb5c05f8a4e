"""What the entries of the roadmap in the audit log are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "roadmap.created": _l("Roadmap entry begun"),
    "roadmap.draft-saved": _l("Draft of a roadmap entry saved"),
    "roadmap.draft-discarded": _l("Draft of a roadmap entry discarded"),
    "roadmap.published": _l("Roadmap entry published"),
    "roadmap.started": _l("Roadmap entry marked as started"),
    "roadmap.cancelled": _l("Roadmap entry cancelled or withdrawn"),
    "roadmap.reopened": _l("Roadmap entry planned again"),
    "roadmap.reviewed": _l("Roadmap entries confirmed as still right"),
    "roadmap.linked": _l("Roadmap entry linked"),
    "roadmap.unlinked": _l("Link of a roadmap entry taken back"),
    "roadmap.dialogue-recorded": _l("Market dialogue recorded"),
    "roadmap.notice-details-saved": _l("What notices say of the buyer saved"),
    "roadmap.imported": _l("List imported into the roadmap"),
}
