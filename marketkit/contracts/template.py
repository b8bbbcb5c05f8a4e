"""What a contract template is once read: questions, clauses in both languages, appendices, facts. Pure.

`packages` reads one from its files. A Template is sound in itself: every name it mentions (a parameter in a text or
a condition, a clause in a reference, an alternative) is there, in every one of its languages.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from marketkit.contracts.body import Body
from marketkit.contracts.draft import FactKind
from marketkit.contracts.parameters import Parameter, Texts, When


class Model(enum.Enum):
    """What kind of contract a template is for; the law and good practice ask different things of each."""

    INNOVATION_PARTNERSHIP = "innovation-partnership"
    PILOT_WITH_OPTION = "pilot-with-option"
    OUTCOME_BASED = "outcome-based"
    PRE_COMMERCIAL = "pre-commercial"
    FRAMEWORK_AGREEMENT = "framework-agreement"
    STANDARD_SUPPLEMENT = "standard-supplement"


class Status(enum.Enum):
    """Whether a template may be used; only approved ones are offered."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Stance(enum.Enum):
    """Whose risk a wording carries least of."""

    BUYER = "buyer"
    BALANCED = "balanced"
    SUPPLIER = "supplier"


class Filler(enum.Enum):
    """Who fills in an appendix."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class LegalRef:
    """A provision that a template or a clause rests on.

    `checked_on` is the day somebody last compared it with its source; None where nobody has.
    """

    regime: str
    instrument: str
    article: str
    file: str
    line: int
    checked_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


# The law that speaks for a contract under each regime: Norwegian law carries out the directives of the EU.
REGIMES: Mapping[str, frozenset[str]] = {
    "no": frozenset({"no", "eu"}),
    "eu": frozenset({"eu"}),
    "uk": frozenset({"uk"}),
}


def law_of_regime(references: tuple[LegalRef, ...], regime: object) -> tuple[LegalRef, ...]:
    """The references that matter under a regime; all of them while it is not known."""
    speaking = REGIMES.get(regime) if isinstance(regime, str) else None
    return tuple(one for one in references if speaking is None or one.regime in speaking)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together."""

    id: str
    title: Texts


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several wordings of a clause; it stands where `when` holds."""

    id: str
    when: When
    stance: Stance
    title: Texts
    file: str
    line: int
    guidance: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateClause:
    """A clause of the template in all its languages, with the clauses nested in it.

    `files` are its files by language, `line` is where the template's own file names it. `defines` holds, by language,
    the words of each term defined here by the term's id.
    """

    id: str
    line: int
    title: Texts
    bodies: Mapping[str, Body]
    files: Mapping[str, str]
    when: When | None = None
    alternatives: tuple[Alternative, ...] = ()
    guidance: Texts = field(default_factory=dict)
    legal_refs: tuple[LegalRef, ...] = ()
    defines: Mapping[str, Texts] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    clauses: tuple[TemplateClause, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class TemplateAppendix:
    """An appendix: who fills it in and when, and what it starts with (`bodies`, by language; may be empty)."""

    id: str
    line: int
    title: Texts
    who_fills: Filler
    when: Texts
    condition: When | None = None
    bodies: Mapping[str, Body] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactRule:
    """Which answers make a fact: `values` names the parameter (or, with `rows`, the field of that list) for each value."""

    kind: FactKind
    line: int
    values: Mapping[str, str]
    rows: str = ""
    condition: When | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A contract template. `hash` is the SHA-256 of everything it is made of, shared parts included.

    `file` is its own file, template.yaml. The first of `languages` is the one the others follow. `sources` are the
    files `hash` was made of, by name: `packages.template_of` makes the same template of them again.
    """

    id: str
    version: str
    model: Model
    status: Status
    title: Texts
    summary: Texts
    languages: tuple[str, ...]
    regimes: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    clauses: tuple[TemplateClause, ...]
    file: str
    hash: str
    groups: tuple[Group, ...] = ()
    appendices: tuple[TemplateAppendix, ...] = ()
    legal_basis: tuple[LegalRef, ...] = ()
    requires: tuple[str, ...] = ()
    facts: tuple[FactRule, ...] = ()
    base_standard: Texts = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def all_clauses(self) -> Iterator[TemplateClause]:
        """Every clause, each before those nested in it."""
        return _with_nested(self.clauses)

    def all_texts(self) -> Iterator[TemplateClause | TemplateAppendix]:
        """Every clause and every appendix."""
        yield from self.all_clauses()
        yield from self.appendices


def _with_nested(clauses: tuple[TemplateClause, ...]) -> Iterator[TemplateClause]:
    for clause in clauses:
        yield clause
        yield from _with_nested(clause.clauses)
