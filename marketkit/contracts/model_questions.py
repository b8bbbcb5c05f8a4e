"""What is asked about a need before a contract model is recommended. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from marketkit.said import Said, say


@dataclass(frozen=True, slots=True)
class Option:
    """An answer one may give."""

    id: str
    label: Said


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the need, and why it matters."""

    id: str
    text: Said
    why: Said
    options: tuple[Option, ...]


def _question(id_: str, text: Said, why: Said, **options: Said) -> Question:
    return Question(
        id_, text, why, tuple(Option(key.replace("_", "-"), label) for key, label in options.items())
    )


QUESTIONS = (
    _question(
        "market",
        say("Does the market already have what you need?"),
        say("Some models are only lawful, or only worth the effort, where it does not."),
        met=say("Yes, several suppliers sell it"),
        adapted=say("Partly: it exists, but has not been tried in a service like ours"),
        not_met=say("No, nothing on the market meets the need"),
    ),
    _question(
        "development",
        say("How much must be developed?"),
        say("Development takes phases, time and payment, and somebody must own what comes out of it."),
        none=say("Nothing"),
        adaptation=say("Smaller adaptations"),
        development=say("A new product or service"),
        research=say("Research as well: nobody knows yet how it can be done"),
    ),
    _question(
        "measurable",
        say("Can the results be measured?"),
        say("Only what is measured can be paid for, or decide whether to go on."),
        baseline=say("Yes, and we know how things are today"),
        possible=say("Yes, but we must measure first how things are today"),
        no=say("No, or only by opinion"),
    ),
    _question(
        "risk",
        say("Who can best bear the risk that it does not work?"),
        say("Risk costs least with whoever can do something about it."),
        supplier=say("The supplier"),
        shared=say("Both, each for their part"),
        buyer=say("We as buyer"),
    ),
    _question(
        "scaling",
        say("Should more be bought if it works?"),
        say("What is to grow later must be in the notice from the start, with a ceiling and with names."),
        none=say("No, this is all we need"),
        own=say("Yes, by us"),
        others=say("Yes, by us and by other buyers"),
    ),
    _question(
        "purchases",
        say("How will you buy?"),
        say("A framework agreement is for purchases whose time and amount you do not know yet."),
        once=say("One contract"),
        repeated=say("Many purchases over some years"),
    ),
    _question(
        "standard",
        say("Must a negotiated standard contract be used?"),
        say("A standard that both sides have negotiated, such as SSA, keeps its text; you add to it."),
        yes=say("Yes"),
        no=say("No"),
    ),
)
