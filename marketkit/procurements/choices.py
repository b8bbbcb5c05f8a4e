"""The fixed choices of a procurement and its suppliers. The values are public codes (eForms where it has one)."""

from __future__ import annotations

import enum


class Regime(enum.Enum):
    """Which law the procurement follows; the same codes as in strategies."""

    NO_PART_1 = "no-part-1"
    NO_PART_2 = "no-part-2"
    NO_PART_3 = "no-part-3"
    NO_PART_4 = "no-part-4"
    NO_CONCESSION = "no-concession"
    EU_FULL = "eu-full"
    EU_LIGHT = "eu-light"
    UK_FULL = "uk-full"
    UK_LIGHT_TOUCH = "uk-light-touch"
    UK_PSR = "uk-psr"


class Procedure(enum.Enum):
    """How suppliers are asked (eForms code list procurement-procedure-type, BT-105)."""

    OPEN = "open"
    RESTRICTED = "restricted"
    NEGOTIATED = "neg-w-call"
    NEGOTIATED_DIRECT = "neg-wo-call"
    DIALOGUE = "comp-dial"
    INNOVATION = "innovation"
    OTHER_MULTIPLE = "oth-mult"
    OTHER_SINGLE = "oth-single"


class ReservedFor(enum.Enum):
    """Who may take part."""

    NONE = "none"
    NON_PROFIT = "non-profit"
    SHELTERED = "sheltered"


class SizeClass(enum.Enum):
    """How large a supplier is (eForms code list economic-operator-size)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class EventKind(enum.Enum):
    """What a line in a procurement's history tells."""

    CREATED = "created"
    CHANGED = "changed"
    STATE = "state"
    LOTS = "lots"
    FEATURE = "feature"
