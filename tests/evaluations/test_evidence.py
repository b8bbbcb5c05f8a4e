"""The evidence of an evaluation can be read, and its sums checked, without the installation."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.evidence import evidence
from marketkit.evaluations.record import fingerprint
from marketkit.procurements.models import Procurement
from marketkit.scoring.evaluate import evaluate
from marketkit.sourcing.bids import read_bids
from marketkit.sourcing.reader import read_strategy
from tests.evaluations.decision.arranging import correct_price, decided
from tests.evaluations.decision.conftest import procurement  # noqa: F401 - a fixture
from tests.evaluations.reporting.test_reports import write

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_every_file_is_listed_with_its_fingerprint(procurement: Procurement):  # noqa: F811
    decided(procurement)
    write(procurement)
    found = opened(evidence(procurement, made=MADE))
    told = dict(
        reversed(line.split("  ", 1))
        for line in found.pop("README.txt").decode().splitlines()
        if len(line.split("  ", 1)[0]) == 64
    )
    assert told == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    folders = {name.partition("/")[0] for name in found}
    assert {"strategy", "bids", "assessment", "results", "decisions", "reports", "audit.json"} <= folders


def test_the_result_comes_out_again_from_what_lies_in_it(procurement: Procurement):  # noqa: F811
    decided(procurement)
    found = opened(evidence(procurement, made=MADE))
    (name,) = [name for name in found if name.startswith("results/")]
    stored = json.loads(found[name])
    assert fingerprint(stored["inputs"]) == stored["inputs_sha256"]
    strategy = read_strategy(found["strategy/lock-1.yaml"], "lock-1.yaml")
    leaves = [leaf.id for leaf in strategy.leaves()]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["bid", *leaves])
    writer.writerows([each["bid"], *(each["raw"][leaf] for leaf in leaves)] for each in stored["inputs"])
    result = evaluate(strategy, read_bids(table.getvalue().encode(), "bids.csv", strategy))
    assert list(result.winners) == stored["result"]["winners"] == ["Beta"]
    assert stored["strategy_sha256"] == hashlib.sha256(found["strategy/lock-1.yaml"]).hexdigest()


def test_corrections_stand_in_it_with_the_figure_as_submitted(procurement: Procurement):  # noqa: F811
    decided(procurement)
    correct_price(procurement, standing_bids(procurement)[0], 1100)
    found = opened(evidence(procurement, made=MADE))
    text = found["bids/figures.csv"].decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["bid"] == "Alfa"]
    prices = [(row["stage"], row["value"]) for row in rows if row["criterion"] == "price"]
    assert prices[0] == ("raw", "1000")
    assert ("corrected", "1100") in prices


def test_the_same_record_and_moment_give_the_same_bytes(procurement: Procurement):  # noqa: F811
    decided(procurement)
    assert evidence(procurement, made=MADE) == evidence(procurement, made=MADE)
