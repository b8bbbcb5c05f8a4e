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
    "bids.opened": _l("Bids opened"),
    "bid.submitted": _l("Bid taken in"),
    "bid.prices-added": _l("Prices of a bid taken in"),
    "bid.figure-corrected": _l("Figure of a bid corrected"),
    "bid.options-listed": _l("Priced options listed"),
    "bid.document-added": _l("Document of a bid stored"),
    "bid.rejected": _l("Bid or supplier rejected"),
    "bid.let-back-in": _l("Bid or supplier let back in"),
    "requirement.added": _l("Requirement written down"),
    "requirement.judged": _l("Requirement judged for a bid"),
    "result.calculated": _l("Result calculated"),
    "assessors.assigned": _l("Decided who scores what"),
    "conflict.declared": _l("Declared whether there is a conflict of interest"),
    "score.given": _l("Score given"),
    "scoring.finished": _l("Evaluator has finished"),
    "scoring.resumed": _l("Evaluator was let go on"),
    "score.agreed": _l("Score agreed by the panel"),
    "score.corrected": _l("Error in a score corrected"),
    "quality.closed": _l("Assessments closed"),
    "quality.reopened": _l("Assessments taken up again"),
}
