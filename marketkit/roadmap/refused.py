"""What a step with an entry of the roadmap is refused for, said so that a page can show it beside the field. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketkit.errors import MarketkitError
from marketkit.said import Said


@dataclass(frozen=True, slots=True)
class PlanFault:
    """Something wrong in a plan: `field` is the name of the plan's field, "" where it is the step itself."""

    field: str
    said: Said


class EntryRefusedError(MarketkitError):
    """A step that cannot be taken with an entry, and every reason why; nothing was changed."""

    def __init__(self, faults: Iterable[PlanFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.said for fault in self.faults))

    @classmethod
    def of(cls, said: Said, field: str = "") -> EntryRefusedError:
        """One reason."""
        return cls([PlanFault(field, said)])

    @property
    def said(self) -> Said:
        """The first reason."""
        return self.faults[0].said
