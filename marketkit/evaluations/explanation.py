"""A result in plain sentences: who leads and by how much, why each bid has its place, what a flag demands. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from marketkit.said import Figure, Said, say
from marketkit.scoring.result import ExcludedBid, Flag, Notice, RankedBid, Reason, Result
from marketkit.sourcing.rule_kinds import AWARD_TITLES
from marketkit.sourcing.strategy import Criterion, Strategy, in_language

MOST_DIFFERENCES = 4
FORMULAS: dict[str, Said] = {
    "proportional-to-lowest": say("points in proportion to the lowest price"),
    "linear-from-lowest": say("points fall in a straight line from the lowest price"),
    "linear-min-max": say("full points for the lowest price, none for the highest"),
    "linear-fixed": say("points in a straight line between two prices fixed beforehand"),
    "logarithmic": say("points fall with the logarithm of the price"),
    "average-based": say("points relative to the mean price"),
}
"""How a price becomes points, in a few words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a bid differs from the leader on one criterion; `ahead` when it does better there."""

    criterion: Criterion
    amount: Fraction
    ahead: bool


class Explanation:
    """Says what one result means, with the criteria's names in one language."""

    def __init__(self, result: Result, language: str) -> None:
        self.result = result
        self.strategy: Strategy = result.strategy
        self.language = language

    def name(self, criterion: Criterion | str) -> str:
        if isinstance(criterion, str):
            criterion = self.strategy.criterion(criterion)
        return in_language(criterion.title, self.language)

    def notice(self, notice: Notice) -> str:
        """What the reader of the result must know."""
        return self.named(notice.text) if isinstance(notice.text, Said) else notice.text

    def named(self, said: Said) -> Said:
        """A sentence of the scoring with criteria, formulas and methods called what people call them."""
        return say(said.template, **{key: self._named(key, value) for key, value in said.values.items()})

    def _named(self, key: str, value: object) -> object:
        if isinstance(value, Said):
            return self.named(value)
        if key == "criterion" and value:
            return self.name(str(value))
        if key == "formula":
            return say("“{name}”", name=FORMULAS[str(value)])
        if key == "award":
            return say("“{name}”", name=in_language(AWARD_TITLES[str(value)], self.language))
        return value

    def total(self, value: Fraction) -> Said:
        """A total with its unit."""
        award, places = self.strategy.award, self.strategy.places
        if award == "utility-index":
            return say("an index of {total}", total=Figure(value, 4, padded=True))
        figure = Figure(value, places, padded=True)
        if award in ("weighted-sum", "quality-only"):
            return say("{total} points", total=figure)
        currency = self.strategy.currency
        if award == "price-per-quality-point":
            return say("{total} {currency} for each quality point", total=figure, currency=currency)
        if award == "lowest-price":
            return say("a price of {total} {currency}", total=figure, currency=currency)
        return say("a comparison price of {total} {currency}", total=figure, currency=currency)

    def lead(self) -> Said | None:
        """The winner's lead in one sentence; None when nobody is ranked."""
        ranking = self.result.ranking
        if not ranking:
            return None
        first = self.result.first
        if first is None:
            names = ", ".join(ranking[0].sharing)
            return say(
                "{bids} share first place with {total}.", bids=names, total=self.total(ranking[0].total)
            )
        if len(ranking) == 1:
            return say(
                "{bid} is the only bid left, with {total}.", bid=first.bid.id, total=self.total(first.total)
            )
        second = ranking[1]
        values: dict[str, object] = {
            "first": first.bid.id,
            "second": second.bid.id,
            "total": self.total(first.total),
        }
        if first.total == second.total:
            return say("{first} and {second} both have {total}; the tie-break puts {first} first.", **values)
        gap = abs(first.total - second.total)
        places = 4 if self.strategy.award == "utility-index" else self.strategy.places
        values["gap"] = Figure(gap, places, padded=True)
        if self.result.better == "lower":
            return say("{first} is first with {total}, {gap} below {second}.", **values)
        return say("{first} is first with {total}, {gap} ahead of {second}.", **values)

    def place(self, ranked: RankedBid) -> Iterator[Said]:
        """Why this bid has this place, in sentences: the place, then where it wins and loses against the leader."""
        result = self.result
        yield say(
            "Place {rank} of {count}, with {total}.",
            rank=ranked.rank,
            count=len(result.ranking),
            total=self.total(ranked.total),
        )
        if ranked.tied_with:
            names = ", ".join(ranked.tied_with)
            yield say("It shares this place with {bids}; the tie-break does not part them.", bids=names)
        leader = result.ranking[0]
        rival = result.ranking[1] if ranked is leader and len(result.ranking) > 1 else leader
        if rival is not ranked:
            yield from self._against(ranked, rival)

    def _against(self, ranked: RankedBid, rival: RankedBid) -> Iterator[Said]:
        differences = sorted(self._differences(ranked, rival), key=lambda d: d.amount, reverse=True)
        better = [difference for difference in differences if difference.ahead][:MOST_DIFFERENCES]
        worse = [difference for difference in differences if not difference.ahead][:MOST_DIFFERENCES]
        if better:
            yield say("Better than {rival} on {parts}.", rival=rival.bid.id, parts=self._listed(better))
        if worse:
            yield say("Behind {rival} on {parts}.", rival=rival.bid.id, parts=self._listed(worse))
        if not better and not worse:
            yield say("It differs from {rival} on no criterion.", rival=rival.bid.id)

    def _differences(self, ranked: RankedBid, rival: RankedBid) -> Iterator[Difference]:
        for criterion in self.strategy.criteria:
            mine, theirs = ranked.scores[criterion.id], rival.scores[criterion.id]
            if mine.weighted is not None and theirs.weighted is not None:
                gap = mine.weighted - theirs.weighted
            elif criterion.is_cost and mine.amount is not None and theirs.amount is not None:
                gap = theirs.amount - mine.amount
            elif mine.share is not None and theirs.share is not None:
                gap = 100 * (mine.share - theirs.share)
            else:
                continue
            if gap:
                yield Difference(criterion, abs(gap), gap > 0)

    def _listed(self, differences: list[Difference]) -> Said:
        said: Said | None = None
        for difference in differences:
            part = say(
                "{criterion} ({amount})",
                criterion=self.name(difference.criterion),
                amount=self._gap(difference),
            )
            said = part if said is None else say("{list}, {more}", list=said, more=part)
        assert said is not None
        return said

    def _gap(self, difference: Difference) -> Said:
        figure = Figure(difference.amount, self.strategy.places, padded=True)
        points = self.strategy.award not in ("monetised-quality", "quality-coefficient", "lowest-price")
        if difference.criterion.is_cost and self.strategy.award not in ("weighted-sum", "quality-only"):
            return say("{amount} {currency}", amount=figure, currency=self.strategy.currency)
        if self.strategy.award == "monetised-quality":
            return say("worth {amount} {currency}", amount=figure, currency=self.strategy.currency)
        if points and difference.criterion.total_weight is not None:
            return say("{amount} points", amount=figure)
        return say("{amount} percent of full marks", amount=figure)

    def reason(self, reason: Reason) -> Said:
        """Why a bid is out, with what it has and what was required."""
        places = self.strategy.places
        value, required = Figure(reason.value, places), Figure(reason.required, places)
        if reason.code == "below-min-total-quality":
            return say(
                "The quality as a whole is {value} percent of full marks; at least {required} percent is required.",
                value=value,
                required=required,
            )
        if reason.code == "no-quality-points":
            return say(
                "It has {value} quality points, so a price for each point has no meaning.", value=value
            )
        assert reason.criterion is not None
        values = {"criterion": self.name(reason.criterion), "value": value, "required": required}
        if reason.code == "below-min-score":
            return say("{criterion}: the score is {value}; at least {required} is required.", **values)
        return say(
            "{criterion}: {value} percent of full marks; at least {required} percent is required.", **values
        )

    def excluded(self, excluded: ExcludedBid) -> list[Said]:
        return [self.reason(reason) for reason in excluded.reasons]

    def flag(self, flag: Flag) -> Said:
        """How low the price is and what the law then requires."""
        values = {
            "bid": flag.bid,
            "criterion": self.name(flag.criterion),
            "price": Figure(flag.price, self.strategy.places, padded=True),
            "percent": Figure(flag.percent, 1),
            "other": Figure(flag.compared_with, self.strategy.places, padded=True),
            "currency": self.strategy.currency,
        }
        if flag.code == "abnormally-low-mean":
            return say(
                "{bid}: {criterion} is {price} {currency}, {percent} % below the mean of the other bids "
                "({other} {currency}).",
                **values,
            )
        return say(
            "{bid}: {criterion} is {price} {currency}, {percent} % below the next higher bid ({other} {currency}).",
            **values,
        )


FLAG_DUTY = say(
    "A low price never excludes by itself. Ask the supplier in writing to explain the price, assess the answer, and "
    "reject the bid only if the answer does not account for it (Directive 2014/24 article 69). That no price is "
    "flagged does not free you from looking."
)
