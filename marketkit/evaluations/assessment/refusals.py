"""Why something about the assessments is refused; each says it in a sentence a page can show."""

from __future__ import annotations

from collections.abc import Mapping

from marketkit.errors import MarketkitError
from marketkit.evaluations.assessment.models import Assessment, Moderation
from marketkit.said import Said

Cell = tuple[int, str]
"""One bid on one leaf criterion: (bid id, leaf id)."""


class AssessmentRefusedError(MarketkitError):
    """It cannot be done as things stand; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


class ReasonNeededError(AssessmentRefusedError):
    """What was asked for takes scores out that were given, and needs a written reason."""


class ScoresRefusedError(MarketkitError):
    """Nothing was saved: `faults` tells what is wrong with a cell, `stale` holds what was saved there meanwhile."""

    def __init__(self, faults: Mapping[Cell, Said], stale: Mapping[Cell, Assessment]) -> None:
        super().__init__("; ".join(faults.values()) or "scores were changed meanwhile")
        self.faults = dict(faults)
        self.stale = dict(stale)


class StaleModerationError(MarketkitError):
    """A form was filled in on an older agreed score than the one that stands (409)."""

    def __init__(self, standing: Moderation) -> None:
        super().__init__("the agreed score was changed meanwhile")
        self.standing = standing


class StaleAssignmentsError(MarketkitError):
    """A form was filled in on an older list of who scores what than the one that stands (409)."""


class NotReadyToCloseError(MarketkitError):
    """The assessments cannot be closed yet; `reasons` tells everything that is missing."""

    def __init__(self, reasons: tuple[Said, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
