"""A short list of CPV codes for health, care and IT with our own words, and how it is searched. Pure.

The words are ours, not the official labels: what people who buy these things call them. Codes stand with the check
digit they were published with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from marketkit.codes import cpv_code
from marketkit.procurements.cpv_words import WORDS
from marketkit.procurements.search import fold
from marketkit.said import say
from marketkit.values import UnreadableError

MAX_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Cpv:
    """A code of the list: eight digits, its check digit, and words for it in English and Norwegian bokmål."""

    code: str
    check: str
    en: str
    nb: str

    def label(self, language: str) -> str:
        return self.nb if language == "nb" else self.en


@cache
def shipped() -> tuple[Cpv, ...]:
    """The list, in the order of the codes."""
    found = []
    for line in WORDS.strip().splitlines():
        code, en, nb = (part.strip() for part in line.split("|"))
        found.append(Cpv(code[:8], code[9:], en, nb))
    return tuple(sorted(found, key=lambda each: each.code))


@cache
def _by_code() -> dict[str, Cpv]:
    return {each.code: each for each in shipped()}


def label(code: str, language: str) -> str | None:
    """Our words for a code, or None for one that is not on the list."""
    found = _by_code().get(code)
    return found.label(language) if found else None


def words(language: str) -> dict[str, str]:
    """The words of every code of the list, by code: what a form offers."""
    return {each.code: each.label(language) for each in shipped()}


def search(text: str) -> tuple[Cpv, ...]:
    """The codes whose words hold every word of `text`, or that begin with its digits; in the order of the codes."""
    digits = re.sub(r"\D", "", text)
    if digits and not re.search(r"[^\W\d]", text):
        return tuple(each for each in shipped() if each.code.startswith(digits[:8]))
    words = fold(text).split()
    return tuple(
        each for each in shipped() if words and all(word in fold(f"{each.en} {each.nb}") for word in words)
    )


def find(text: str, language: str = "en") -> str:
    """The code meant by what a person typed: a code, or words that fit exactly one code of the list.

    Raises UnreadableError naming what fits when several do, and on a check digit other than the published one.
    """
    typed = text.strip()
    if re.match(r"[\d\s-]+$", typed):
        return _checked(typed)
    chosen = re.match(
        r"(\d{8}(?:-\d)?)\s+\D", typed
    )  # "85323000 Community health", as a browser may fill it in
    if chosen:
        return _checked(chosen[1])
    found = search(typed)
    exact = [each for each in found if fold(typed) in (fold(each.en), fold(each.nb))]
    if len(exact or found) == 1:
        return (exact or found)[0].code
    if not found:
        raise UnreadableError(
            say('nothing on our short list fits "{text}"; write the code with eight digits', text=typed)
        )
    choices = "; ".join(f"{each.code} {each.label(language)}" for each in found[:MAX_SHOWN])
    raise UnreadableError(
        say(
            '"{text}" fits {count} codes; write one of them: {choices}',
            text=typed,
            count=len(found),
            choices=choices,
        )
    )


def _checked(typed: str) -> str:
    code = cpv_code(typed)
    known = _by_code().get(code)
    digit = typed.rpartition("-")[2].strip() if "-" in typed else None
    if known and digit is not None and digit != known.check:
        raise UnreadableError(
            say(
                'the check digit of "{text}" is wrong; {code} ends in {check}',
                text=typed,
                code=code,
                check=known.check,
            )
        )
    return code
