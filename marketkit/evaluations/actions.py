"""What the evaluation's entries in the audit log are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "strategy.adopted": _l("Strategy taken into use"),
    "dry-run.made": _l("Dry run on invented bids"),
    "plan.decided": _l("Decided how bids are assessed"),
    "strategy.locked": _l("Strategy locked"),
    "bids.received": _l("File of bids taken in"),
    "bid.excluded": _l("Bid taken out of a trial"),
    "bid.readmitted": _l("Bid let back into a trial"),
    "result.calculated": _l("Result calculated"),
}
