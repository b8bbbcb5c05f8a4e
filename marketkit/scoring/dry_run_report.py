"""A dry run as tables and plain sentences for a person at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from marketkit.numbers import plain_text
from marketkit.said import Figure, Said, decimal_text, say
from marketkit.scoring import report
from marketkit.scoring.dry_run import DryRun
from marketkit.scoring.leave_one_out import order_text
from marketkit.scoring.other_methods import Alternative
from marketkit.scoring.quality_price import PointPrices
from marketkit.scoring.report import table
from marketkit.sourcing.strategy import Strategy, in_language

TRIAL = say("Trial calculation, for designing the strategy before it is published. It never chooses a bid.")
WIDEST_ORDER = 60


def lines(found: DryRun) -> Iterator[str]:
    """The whole report but the rule packs' findings: the ranking, then one part for each question asked of it."""
    title, *ranking = report.lines(found.result)
    yield title
    yield TRIAL
    yield origin_sentence(found)
    yield from ranking
    for notice in found.warnings[len(found.result.warnings) :]:
        yield notice.text
    yield ""
    yield from _bids(found)
    yield "The method"
    yield from found.facts.sentences
    yield ""
    yield from _prices(found)
    yield from _weights(found)
    yield from _tests(found)
    yield from _others(found)


def origin_sentence(found: DryRun) -> Said:
    """Where the bids come from."""
    drawn, strategy = found.invention, found.strategy
    if drawn is None:
        return say("{count} bids as given.", count=len(found.bids))
    if drawn.price is None:
        return say("{count} invented bids (number of the draw: {seed}).", count=drawn.count, seed=drawn.seed)
    return say(
        "{count} invented bids around {price} {currency} (number of the draw: {seed}).",
        count=drawn.count,
        price=Figure(drawn.price, strategy.places),
        currency=strategy.currency,
        seed=drawn.seed,
    )


def _bids(found: DryRun) -> Iterator[str]:
    strategy = found.strategy
    leaves = [leaf.id for leaf in strategy.leaves()]
    rows = [[bid.id, *(plain_text(bid.raw[leaf], strategy.places) for leaf in leaves)] for bid in found.bids]
    yield "The bids"
    yield from table(["bid", *leaves], rows)
    yield ""


def _prices(found: DryRun) -> Iterator[str]:
    strategy = found.strategy
    if found.facts.point_price is None or not found.result.ranking:
        return
    yield f"The price of quality, in {strategy.currency}: from the worst to the best marks of a criterion"
    for prices in found.prices:
        yield from _price_table(strategy, prices)
        yield from price_sentences(strategy, prices)
    priced = {prices.cost for prices in found.prices}
    for criterion in strategy.cost_criteria:
        if criterion.id not in priced:
            yield cut_off_sentence(criterion.id)
    yield ""


def _price_table(strategy: Strategy, prices: PointPrices) -> Iterator[str]:
    """Least and most only where the bids' own prices make a difference."""
    columns = ["criterion", "price", "one step"]
    rows = [
        [
            price.criterion,
            _text(price.amount, strategy),
            "" if price.step is None else _text(price.step, strategy),
        ]
        for price in prices.criteria
    ]
    if not prices.same_for_all:
        columns.extend(["least", "most"])
        for row, price in zip(rows, prices.criteria, strict=True):
            row.extend([_text(price.least, strategy), _text(price.most, strategy)])
    yield from table(columns, rows)


def _text(value: Fraction, strategy: Strategy) -> str:
    return decimal_text(value, strategy.places)


def price_sentences(strategy: Strategy, prices: PointPrices) -> Iterator[Said]:
    """Where the prices of quality are taken, what one point costs, and how far the figures hold."""
    if prices.same_for_all:
        yield say("The same at the price of every one of these bids.")
    else:
        yield say(
            "Taken at {bid}, in first place at {price} {currency}; least and most are those at the bids' own prices.",
            bid=prices.bid,
            price=Figure(prices.price, strategy.places),
            currency=strategy.currency,
        )
    if prices.rate is not None:
        yield say(
            "One point of quality may cost {rate} {currency}.",
            rate=Figure(prices.rate, strategy.places),
            currency=strategy.currency,
        )
    if prices.every_step:
        yield say("Half of the way may cost half of the amount, and so on.")
    else:
        yield say(
            "These are rates for small steps at that price: they change with the bid's own price, and going all the way "
            "from worst to best costs something else."
        )


def cut_off_sentence(cost: str) -> Said:
    """Why there is no price of quality against a cost criterion whose points are cut off."""
    return say(
        "{criterion} has its points cut off at the first bid's price, so a higher price there costs nothing and "
        "quality has no price.",
        criterion=cost,
    )


def _weights(found: DryRun) -> Iterator[str]:
    if not found.weights:
        return
    places = found.strategy.places
    yield "What each criterion decides among these bids, in percent of what parts them"
    rows = [
        [
            weight.criterion,
            "" if weight.stated is None else decimal_text(weight.stated, places),
            decimal_text(weight.percent, places),
        ]
        for weight in found.weights
    ]
    yield from table(["criterion", "stated", "effective"], rows)
    yield weight_sentence(found)
    yield ""


def weight_sentence(found: DryRun, *, language: str = "en") -> Said:
    """Which criterion decides most; `language` is that of its name. Needs effective weights."""
    top = {criterion.id for criterion in found.strategy.criteria}
    most = max((weight for weight in found.weights if weight.criterion in top), key=lambda w: w.percent)
    return say(
        "{criterion} decides most: {effective} percent of what parts these bids.",
        criterion=in_language(found.strategy.criterion(most.criterion).title, language),
        effective=Figure(most.percent, found.strategy.places),
    )


def _tests(found: DryRun) -> Iterator[str]:
    said = [extreme.sentence for extreme in found.extremes]
    if found.withdrawals is not None:
        said.extend(found.withdrawals.sentences)
    if said:
        yield "Tests"
        yield from said
        yield ""


def _others(found: DryRun) -> Iterator[str]:
    comparable = [each for each in found.alternatives if each.result is not None]
    if not comparable:
        return
    yield "The same bids under other methods"
    yield from table(
        ["method", "price formula", "winner", "order"],
        [[each.award, each.formula or "", winner_text(each), _order(each)] for each in comparable],
        widest=WIDEST_ORDER,
    )
    yield agreement_sentence(found)
    said: dict[str, list[str]] = {}
    for each in found.alternatives:
        if not each.own:
            text = each.conversion or f"not comparable. {each.why_not}"
            said.setdefault(text, []).append(_name(each))
    for text, names in said.items():
        yield f"{'; '.join(names)}: {text}"
    yield ""


def agreement_sentence(found: DryRun) -> Said:
    """How many of the other methods that can be compared give the same winners."""
    others = [each for each in found.alternatives if each.result is not None and not each.own]
    if not others:
        return say("No other method can be compared honestly.")
    same, count = sum(each.same_winners(found.result) for each in others), len(others)
    if found.strategy.award_to > 1:
        return say(
            "{same} of {count} other methods that can be compared choose the same winners.",
            same=same,
            count=count,
        )
    return say(
        "{same} of {count} other methods that can be compared give the same winner.", same=same, count=count
    )


def winner_text(alternative: Alternative) -> str:
    """The winners, or all who share the last place; empty where there is no ranking."""
    result = alternative.result
    if result is None:
        return ""
    shared = " = ".join(result.undecided)
    return ", ".join([*result.winners, *([shared] if shared else [])])


def _order(alternative: Alternative) -> str:
    return "" if alternative.result is None else order_text(alternative.result.order())


def _name(alternative: Alternative) -> str:
    return (
        alternative.award if alternative.formula is None else f"{alternative.award} ({alternative.formula})"
    )
