"""What each answer about a need means for each contract model: reasons for, against, and what rules a model out. Pure.

Sources: directive 2014/24/EU articles 31, 33 and 72, article 14 for research and development services, and experience
from public buyers.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketkit.contracts.template import Model
from marketkit.said import Said, say

FOR, STRONGLY_FOR, AGAINST, STRONGLY_AGAINST = 1, 2, -1, -2


@dataclass(frozen=True, slots=True)
class Reason:
    """What one answer means for one model: `points` above zero speak for it, below against it; None rules it out."""

    question: str
    answer: str
    model: Model
    points: int | None
    said: Said


_PILOT, _FRAMEWORK, _SUPPLEMENT = (
    Model.PILOT_WITH_OPTION,
    Model.FRAMEWORK_AGREEMENT,
    Model.STANDARD_SUPPLEMENT,
)
_PARTNERSHIP, _OUTCOME, _RESEARCH = Model.INNOVATION_PARTNERSHIP, Model.OUTCOME_BASED, Model.PRE_COMMERCIAL

REASONS = (
    Reason(
        "market",
        "met",
        _PARTNERSHIP,
        None,
        say("An innovation partnership is only lawful where the market does not meet the need."),
    ),
    Reason("market", "met", _RESEARCH, STRONGLY_AGAINST, say("There is nothing to do research on.")),
    Reason("market", "met", _PILOT, AGAINST, say("What many already use need not be tried first.")),
    Reason("market", "met", _FRAMEWORK, FOR, say("What exists can be called off as you need it.")),
    Reason(
        "market", "met", _SUPPLEMENT, FOR, say("An ordinary purchase is well served by an ordinary contract.")
    ),
    Reason(
        "market",
        "adapted",
        _PILOT,
        STRONGLY_FOR,
        say("A pilot shows whether it works with your users before you commit yourself."),
    ),
    Reason(
        "market",
        "adapted",
        _FRAMEWORK,
        FOR,
        say("A framework agreement with an innovation clause lets products be renewed and tried on the way."),
    ),
    Reason(
        "market",
        "adapted",
        _PARTNERSHIP,
        STRONGLY_AGAINST,
        say("You must be able to show that the market does not meet the need, and here it nearly does."),
    ),
    Reason(
        "market",
        "not-met",
        _PARTNERSHIP,
        STRONGLY_FOR,
        say("Development and purchase are in one contract: no new competition when it works."),
    ),
    Reason(
        "market", "not-met", _RESEARCH, FOR, say("Several suppliers can look for an answer side by side.")
    ),
    Reason("market", "not-met", _FRAMEWORK, STRONGLY_AGAINST, say("There is nothing to call off yet.")),
    Reason(
        "market", "not-met", _SUPPLEMENT, AGAINST, say("Standard contracts expect that the product exists.")
    ),
    Reason(
        "development",
        "none",
        _PARTNERSHIP,
        None,
        say(
            "An innovation partnership is for developing something and buying it; nothing is to be developed."
        ),
    ),
    Reason(
        "development",
        "none",
        _RESEARCH,
        None,
        say("Pre-commercial procurement buys research and development; nothing is to be developed."),
    ),
    Reason(
        "development", "none", _FRAMEWORK, FOR, say("What needs no development can be bought from day one.")
    ),
    Reason(
        "development",
        "none",
        _SUPPLEMENT,
        FOR,
        say("What needs no development needs no contract of its own."),
    ),
    Reason(
        "development",
        "adaptation",
        _PILOT,
        STRONGLY_FOR,
        say("Smaller adaptations fit into a pilot, with a price and an end that are known."),
    ),
    Reason(
        "development",
        "adaptation",
        _PARTNERSHIP,
        AGAINST,
        say("Phases, instalments and partners are much work for small adaptations."),
    ),
    Reason(
        "development",
        "development",
        _PARTNERSHIP,
        STRONGLY_FOR,
        say("Development is paid in phases, and you may stop after each of them."),
    ),
    Reason(
        "development",
        "development",
        _PILOT,
        AGAINST,
        say(
            "A pilot tries out what is nearly ready; it neither pays for development nor divides it into phases."
        ),
    ),
    Reason(
        "development", "development", _FRAMEWORK, AGAINST, say("Nobody can price what is not developed yet.")
    ),
    Reason(
        "development",
        "research",
        _RESEARCH,
        STRONGLY_FOR + FOR,
        say(
            "Research and development services can be bought in competing phases, with risk and benefit shared."
        ),
    ),
    Reason(
        "development",
        "research",
        _PARTNERSHIP,
        FOR,
        say("Early phases can hold research, later ones the purchase."),
    ),
    Reason("development", "research", _PILOT, STRONGLY_AGAINST, say("There is nothing to try out yet.")),
    Reason(
        "development",
        "research",
        _FRAMEWORK,
        STRONGLY_AGAINST,
        say("There is nothing to call off for years."),
    ),
    Reason(
        "measurable",
        "baseline",
        _OUTCOME,
        STRONGLY_FOR,
        say("With a known starting point you can pay for verified results instead of hours."),
    ),
    Reason(
        "measurable", "baseline", _PILOT, FOR, say("You can set thresholds for success and for stopping.")
    ),
    Reason("measurable", "possible", _PILOT, FOR, say("The pilot itself can give you the starting point.")),
    Reason(
        "measurable",
        "possible",
        _OUTCOME,
        AGAINST,
        say("Without a starting point nobody can say what was achieved: measure first."),
    ),
    Reason("measurable", "no", _OUTCOME, None, say("What cannot be measured cannot be paid for by result.")),
    Reason(
        "measurable",
        "no",
        _PILOT,
        STRONGLY_AGAINST,
        say("Without thresholds nobody can decide whether the pilot succeeded."),
    ),
    Reason(
        "measurable",
        "no",
        _PARTNERSHIP,
        AGAINST,
        say("Each phase needs a goal that one can tell is reached; otherwise the stop rule cannot be used."),
    ),
    Reason("risk", "supplier", _OUTCOME, STRONGLY_FOR, say("The supplier is paid when the result is there.")),
    Reason(
        "risk",
        "supplier",
        _PARTNERSHIP,
        AGAINST,
        say("Suppliers seldom develop at their own risk alone: few will bid, or they price the risk in."),
    ),
    Reason("risk", "shared", _PILOT, FOR, say("The pilot is paid for, the growth must be earned.")),
    Reason("risk", "shared", _PARTNERSHIP, FOR, say("Instalments by phase share the risk between you.")),
    Reason("risk", "shared", _RESEARCH, FOR, say("You pay for development, the supplier keeps the rights.")),
    Reason(
        "risk", "buyer", _FRAMEWORK, FOR, say("You buy as much as you find useful, when you find it useful.")
    ),
    Reason(
        "risk", "buyer", _OUTCOME, STRONGLY_AGAINST, say("Payment by result puts the risk on the supplier.")
    ),
    Reason("scaling", "none", _PILOT, AGAINST, say("The option to grow is the point of this model.")),
    Reason(
        "scaling",
        "own",
        _PILOT,
        STRONGLY_FOR,
        say("The option gives you growth at known prices, without a duty to buy."),
    ),
    Reason(
        "scaling", "own", _PARTNERSHIP, FOR, say("The last phase is your right to buy what was developed.")
    ),
    Reason("scaling", "own", _FRAMEWORK, FOR, say("You call off more as you need it, up to the maximum.")),
    Reason(
        "scaling",
        "own",
        _RESEARCH,
        STRONGLY_AGAINST,
        say("It does not include a purchase: a new competition comes before the first one."),
    ),
    Reason(
        "scaling", "others", _PILOT, STRONGLY_FOR, say("Other buyers can be named as holders of the option.")
    ),
    Reason(
        "scaling",
        "others",
        _FRAMEWORK,
        STRONGLY_FOR,
        say("Other buyers can be named as parties who call off."),
    ),
    Reason(
        "scaling",
        "others",
        _PARTNERSHIP,
        FOR,
        say("Other buyers can take part if they are named from the start."),
    ),
    Reason(
        "scaling",
        "others",
        _RESEARCH,
        STRONGLY_AGAINST,
        say("It does not include a purchase, neither for you nor for the others."),
    ),
    Reason(
        "purchases",
        "repeated",
        _FRAMEWORK,
        STRONGLY_FOR,
        say("It is made for many purchases over some years."),
    ),
    Reason(
        "purchases", "once", _FRAMEWORK, STRONGLY_AGAINST, say("One purchase needs no framework agreement.")
    ),
    Reason(
        "standard",
        "yes",
        _SUPPLEMENT,
        5,
        say("The negotiated text stays as it is; goals, options and gain-sharing go into its appendices."),
    ),
    *(
        Reason(
            "standard",
            "yes",
            model,
            STRONGLY_AGAINST,
            say("A contract of your own departs from the standard that you must use."),
        )
        for model in (_PILOT, _FRAMEWORK, _PARTNERSHIP, _OUTCOME, _RESEARCH)
    ),
    Reason(
        "standard", "no", _SUPPLEMENT, AGAINST, say("It needs a standard contract to be a supplement to.")
    ),
)
