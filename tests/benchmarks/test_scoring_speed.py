"""How fast scoring is: ratios within one run and plain times, printed and never judged here.

`pytest -m benchmark`. The goals stand beside the figures; what is asserted is only that the compared ways agree.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from pymcdm.methods import WSM

from marketkit.scoring.evaluate import award, enter, evaluate
from marketkit.scoring.intervals import weight_intervals
from marketkit.scoring.leave_one_out import leave_one_out
from marketkit.scoring.price_to_tie import prices_to_tie
from marketkit.scoring.simulation import SCORES, first_places, simulate
from marketkit.sourcing.bids import Bid, read_bids
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import Strategy

pytestmark = pytest.mark.benchmark
Report = Callable[[str], None]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Iterator[Report]:
    """Prints a line whatever pytest does with output."""
    lines: list[str] = []
    yield lines.append
    with capsys.disabled():
        print()
        for line in lines:
            print(f"  {line}")


def best_of(times: int, run: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds: what the work takes when nothing else disturbs it."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)


def competition(criteria: int, bids: int) -> tuple[str, str]:
    """A strategy file and a bid file with one price and random marks with one decimal; always the same."""
    chance = random.Random(20)
    quality = "".join(
        f"  - {{id: q{number}, kind: quality, weight: {chance.randint(1, 9)}, scale: [0, 10]}}\n"
        for number in range(criteria - 1)
    )
    price = "  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}\n"
    strategy = f"id: speed\ncurrency: NOK\naward: weighted-sum\nweights: points\ncriteria:\n{quality}{price}"
    header = ",".join(["bid", *(f"q{number}" for number in range(criteria - 1)), "price"])
    rows = []
    for number in range(bids):
        marks = [f"{chance.randint(0, 100) / 10}" for _ in range(criteria - 1)]
        rows.append(",".join([f"bid{number:05}", *marks, f"{chance.randint(10**8, 2 * 10**8) / 100:.2f}"]))
    return strategy, "\n".join([header, *rows, ""])


def read(criteria: int, bids: int) -> tuple[Strategy, tuple[Bid, ...]]:
    strategy_text, bids_text = competition(criteria, bids)
    strategy = read_strategy(strategy_text.encode(), "speed.yaml")
    return strategy, read_bids(bids_text.encode(), "speed.csv", strategy)


def test_first_places_of_a_hundred_thousand_weight_vectors(report: Report) -> None:
    generator = np.random.default_rng(0)
    weights = generator.dirichlet(np.ones(10), 100_000)
    shares = generator.random((20, 10))
    result = evaluate(*read(10, 20))
    rounds = [
        (
            best_of(1, lambda: (weights @ shares.T).argmax(axis=1)),
            best_of(1, lambda: first_places(weights, shares)),
            best_of(1, lambda: simulate(result, draws=100_000, seed=0)),
        )
        for _ in range(30)
    ]
    bare, ours, whole = (min(taken) for taken in zip(*rounds, strict=True))
    loop = WSM(lambda column, cost: column)
    types = np.ones(10)
    counts = np.zeros(20, dtype=int)
    start = time.perf_counter()
    for vector in weights:
        counts[np.argmax(loop(shares, vector, types))] += 1
    looped = time.perf_counter() - start
    assert (counts == first_places(weights, shares)).all()
    report(f"100,000 weights x 20 bids x 10 criteria, first places: {ours * 1e3:.1f} ms")
    report(
        f"  against the bare matrix product and argmax ({bare * 1e3:.1f} ms): {ours / bare:.2f} (goal <= 3)"
    )
    report(f"  a loop over pymcdm's weighted sum takes {looped / ours:,.0f} times as long (goal >= 500)")
    report(
        f"  with drawing the weights and exact shares: {whole * 1e3:.1f} ms, {whole / bare:.2f} times bare"
    )


def test_exact_evaluation_with_the_full_trace(report: Report) -> None:
    strategy, bids = read(20, 50)
    taken = best_of(20, lambda: evaluate(strategy, bids))
    report(f"50 bids x 20 criteria, exact with the full trace: {taken * 1e3:.1f} ms (goal < 20 ms)")


def test_what_a_ranking_depends_on(report: Report) -> None:
    strategy, bids = read(10, 20)
    staying, _ = enter(strategy, bids)
    result = award(strategy, staying)
    taken = best_of(10, lambda: weight_intervals(result))
    report(f"20 bids x 10 criteria, all weight intervals, exact: {taken * 1e3:.1f} ms")
    taken = best_of(5, lambda: prices_to_tie(result, staying))
    report(f"20 bids x 10 criteria, price to tie of all 19 losers: {taken * 1e3:.1f} ms")
    taken = best_of(5, lambda: leave_one_out(result, staying))
    report(f"20 bids x 10 criteria, leave one out: {taken * 1e3:.1f} ms")


def test_ten_thousand_bids_through_the_command_line(report: Report, tmp_path: Path) -> None:
    strategy_text, bids_text = competition(20, 10_000)
    (tmp_path / "strategy.yaml").write_text(strategy_text, encoding="utf-8")
    (tmp_path / "bids.csv").write_text(bids_text, encoding="utf-8")
    arguments = ["score", str(tmp_path / "strategy.yaml"), str(tmp_path / "bids.csv"), "--json"]
    seconds, megabytes = _child(arguments, tmp_path / "out.json")
    ranking = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["ranking"]
    assert len(ranking) == 10_000
    report(
        f"10,000 bids x 20 criteria, score --json: {seconds:.2f} s, {megabytes:.0f} MB (goal < 6 s, < 300 MB)"
    )


def test_help_answers_at_once(report: Report, tmp_path: Path) -> None:
    seconds = min(_child(["--help"], tmp_path / "help.txt")[0] for _ in range(5))
    assert "sensitivity" in (tmp_path / "help.txt").read_text(encoding="utf-8")
    report(f"marketkit --help: {seconds:.2f} s (goal < 0.5 s)")


# VmHWM starts anew with the program; ru_maxrss would begin at what pytest itself holds.
PROGRAM = """
import pathlib, re, sys
from marketkit.cli import main
try:
    main()
finally:
    status = pathlib.Path("/proc/self/status").read_text()
    sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
"""


def _child(arguments: list[str], output: Path) -> tuple[float, float]:
    """Runs the command in a process of its own: wall seconds, and its largest memory in MB."""
    start = time.perf_counter()
    with output.open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *arguments], stdout=stream, stderr=subprocess.PIPE, check=True
        )
    return time.perf_counter() - start, int(done.stderr) / 1024


def test_first_places_over_scores(report: Report) -> None:
    strategy, bids = read(10, 20)
    result = evaluate(strategy, bids)
    taken = best_of(3, lambda: simulate(result, draws=10_000, seed=0, over=SCORES))
    few = 20
    drawn = simulate(result, draws=few, seed=0, over=SCORES).first_place_share
    start = time.perf_counter()
    counts = first_places_one_by_one(strategy, bids, few)
    looped = time.perf_counter() - start
    assert counts == {bid: share * few for bid, share in drawn.items()}
    report(f"10,000 draws of scores x 20 bids x 9 scores, first places: {taken * 1e3:.0f} ms")
    report(f"  a loop over exact evaluations would take {looped / few * 10_000 / taken:,.0f} times as long")


def first_places_one_by_one(strategy: Strategy, bids: tuple[Bid, ...], draws: int) -> dict[str, Fraction]:
    """The same draws, each scored exactly; every scale of `competition` is 0 to 10."""
    leaves = [leaf.id for leaf in strategy.leaves() if not leaf.is_cost]
    counts = dict.fromkeys((bid.id for bid in bids), Fraction(0))
    for draw in np.random.default_rng(0).uniform(-0.1, 0.1, (draws, len(bids), len(leaves))):
        moved = []
        for bid, row in zip(sorted(bids, key=lambda bid: bid.id), draw, strict=True):
            scores = {
                leaf: min(max(bid.raw[leaf] + 10 * Fraction(move), Fraction(0)), Fraction(10))
                for leaf, move in zip(leaves, row, strict=True)
            }
            moved.append(replace(bid, raw={**bid.raw, **scores}))
        first = evaluate(strategy, moved).first
        assert first is not None
        counts[first.bid.id] += 1
    return counts
