"""What is found wrong, or worth a look, in a contract template. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from marketkit.said import Said


class Check(enum.Enum):
    """What is looked for."""

    UNREADABLE = "unreadable"
    UNUSED_PARAMETER = "unused-parameter"
    UNDEFINED_TERM = "undefined-term"
    UNUSED_TERM = "unused-term"
    ABSENT_REFERENCE = "absent-reference"
    UNREACHABLE = "unreachable"
    OVERLAP = "overlap"
    GAP = "gap"
    CONDITION = "condition"
    REQUIRED_CLAUSE = "required-clause"
    MODEL = "model"
    LAW_EXPIRED = "law-expired"
    LAW_UNCHECKED = "law-unchecked"
    TYPED_REFERENCE = "typed-reference"
    TYPED_NUMBER = "typed-number"
    PLACEHOLDER = "placeholder"
    LANGUAGES = "languages"
    CHARACTERS = "characters"
    SAMPLED = "sampled"


class Severity(enum.Enum):
    """An error keeps a template from being offered; a warning is for its owner to weigh; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found by `check`, in `file` at `line` (from 1; None where no line is to blame)."""

    check: Check
    severity: Severity
    message: Said
    file: str
    line: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.severity.value}: {self.message} [{self.check.value}]"

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as the command line prints it in JSON."""
        return {
            "check": self.check.value,
            "severity": self.severity.value,
            "message": str(self.message),
            "file": self.file,
            "line": self.line,
        }


def error(check: Check, message: Said, file: str, line: int | None = None) -> Finding:
    return Finding(check, Severity.ERROR, message, file, line)


def warning(check: Check, message: Said, file: str, line: int | None = None) -> Finding:
    return Finding(check, Severity.WARNING, message, file, line)
