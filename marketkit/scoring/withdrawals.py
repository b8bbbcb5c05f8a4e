"""How often the winner changes because another bid, one that loses anyway, is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketkit.said import Said, say
from marketkit.scoring.entrants import Entrant
from marketkit.scoring.leave_one_out import Order, Removal, leave_one_out, order_text
from marketkit.scoring.result import Result


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """`tried` losing bids were withdrawn one at a time; `changing` are the removals that changed who wins."""

    tried: int
    changing: tuple[Removal, ...]

    @property
    def sentences(self) -> tuple[Said, ...]:
        """How many of how many, then one sentence with the cause for each."""
        if not self.tried:
            return (say("No bid loses, so no withdrawal was tried."),)
        if not self.changing:
            return (say("The winner stays the same whichever losing bid is withdrawn."),)
        count = say(
            "Of {tried} losing bids, withdrawing {count} would change the winner.",
            tried=self.tried,
            count=len(self.changing),
        )
        return (
            count,
            *(removal_sentence(removal) for removal in self.changing),
        )


def removal_sentence(removal: Removal) -> Said:
    """Why and how the order of the others changes without one bid."""
    return say(
        "{cause}; the order {before} becomes {after}.",
        cause=removal.cause,
        before=order_text(removal.before),
        after=order_text(removal.after),
    )


def withdrawals(result: Result, staying: Sequence[Entrant]) -> Withdrawals:
    """Each ranked bid that neither wins nor is undecided is withdrawn and the rest re-scored.

    The winners change when the bids that fill the `award_to` places, or that share the last of them, are others than
    before. A winner's own withdrawal is not counted: that always changes the winner.
    """
    settled = {*result.winners, *result.undecided}
    removals = [removal for removal in leave_one_out(result, staying) if removal.without not in settled]
    places = result.strategy.award_to
    changing = (
        removal
        for removal in removals
        if removal.changed and _placed(removal.before, places) != _placed(removal.after, places)
    )
    return Withdrawals(len(removals), tuple(changing))


def _placed(order: Order, places: int) -> list[set[str]]:
    """The winners, and the bids that share the last place with more than it has room for."""
    winners: set[str] = set()
    for group in order:
        if len(winners) + len(group) > places:
            return [winners, set(group) if len(winners) < places else set()]
        winners.update(group)
    return [winners, set()]
