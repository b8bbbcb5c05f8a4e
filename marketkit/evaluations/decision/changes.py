"""What has changed since an official calculation: which bids, which amounts and scores, who is out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketkit.said import Figure, Said, say

PLACES = 6
Stored = Mapping[str, Any]


def changes(
    before: Sequence[Stored],
    now: Sequence[Stored],
    *,
    out_before: Sequence[Stored],
    out_now: Sequence[Stored],
    titles: Mapping[str, str],
    locked_again: bool = False,
    taken_back: bool = False,
) -> Iterator[Said]:
    """Each difference in a sentence, bid by bid.

    Bids and those that are out as `Calculation.inputs` and `Calculation.by_hand` hold them; `titles` of the leaf
    criteria by id. `locked_again` and `taken_back`: the strategy was corrected, an award taken back since.
    """
    old, new = ({each["bid"]: each for each in bids} for bids in (before, now))
    was_out, is_out = ({each["bid"]: each for each in out} for out in (out_before, out_now))
    for bid in sorted(old.keys() | new.keys()):
        if bid not in old:
            yield say("{bid} has been taken in", bid=bid)
        elif bid not in new:
            yield say("{bid} is no longer among the bids", bid=bid)
        else:
            yield from _changed(bid, old[bid], new[bid], titles)
        yield from _moved(bid, was_out.get(bid), is_out.get(bid), new=bid not in old)
    if locked_again:
        yield say("the strategy was corrected and locked again")
    if taken_back:
        yield say("an award was taken back")


def _changed(bid: str, old: Stored, new: Stored, titles: Mapping[str, str]) -> Iterator[Said]:
    for leaf in sorted(old["raw"].keys() | new["raw"].keys()):
        before, after = (_figure(each["raw"].get(leaf)) for each in (old, new))
        if before != after:
            name = titles.get(leaf, leaf)
            yield say(
                "{bid}, {leaf}: {before} before, {after} now", bid=bid, leaf=name, before=before, after=after
            )
    if any(old[each] != new[each] for each in ("supplier", "organisation_number", "note")):
        yield say("{bid}: the supplier's name or number, or the note, is another", bid=bid)


def _figure(stored: str | None) -> Figure | Said:
    return Figure(Fraction(stored), PLACES) if stored is not None else say("nothing")


def _moved(bid: str, before: Stored | None, now: Stored | None, *, new: bool) -> Iterator[Said]:
    if before is None and now is not None:
        yield say("{bid} is out", bid=bid)
    elif before is not None and now is None and not new:
        yield say("{bid} is in again", bid=bid)
    elif before != now:
        yield say("{bid} is out for another reason", bid=bid)
