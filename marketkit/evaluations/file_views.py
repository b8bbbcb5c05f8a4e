"""Files of an evaluation to take away: the one to fill in with bids, and the results."""

from __future__ import annotations

import io
import json

from flask import Response, abort, send_file

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations import bid_file as bid_files
from marketkit.evaluations import record
from marketkit.evaluations.exports import result_csv, result_xlsx
from marketkit.evaluations.pages import BASE, blueprint, readable, the_calculation
from marketkit.evaluations.presentation import Presentation, standing_text
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.sourcing.strategy import Strategy
from marketkit.web.language import current_language, said

MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def decimal_mark() -> str:
    """The mark that a spreadsheet in the reader's language expects in a CSV file."""
    return "," if current_language() == "nb" else "."


@access.requires(Permission.VIEW_EVALUATION)
def bid_file(procurement_id: int, kind: str) -> Response:
    procurement = readable(procurement_id)
    strategy = _strategy(procurement)
    if kind == "xlsx":
        content = bid_files.workbook(strategy, language=current_language(), speak=said)
        return _file(content, f"{strategy.id}-bids.xlsx", "xlsx")
    if kind == "example":
        content = bid_files.example_csv(strategy, decimal_mark=decimal_mark())
        return _file(content, f"{strategy.id}-example.csv", "csv")
    return _file(bid_files.empty_csv(strategy), f"{strategy.id}-bids.csv", "csv")


def _strategy(procurement: Procurement) -> Strategy:
    version = current_strategy(procurement)
    if version is None:
        abort(404)
    return strategy_of(version)


@access.requires(Permission.VIEW_EVALUATION)
def download(procurement_id: int, number: int, kind: str) -> Response:
    procurement = readable(procurement_id)
    found = the_calculation(procurement, number)
    name = f"{procurement.reference.replace('/', '-')}-{found.standing.value}-calculation-{number}.{kind}"
    if kind == "json":
        stored = {"status": standing_text(found.standing), "standing": found.standing.value, **found.result}
        text = json.dumps({**stored, "excluded_by_hand": found.by_hand}, ensure_ascii=False, indent=1)
        return _file(text.encode(), name, kind)
    take = Presentation(record.open_calculation(found), current_language()).takeaway(procurement.reference)
    content = result_xlsx(take) if kind == "xlsx" else result_csv(take, decimal_mark=decimal_mark())
    return _file(content, name, kind)


def _file(content: bytes, name: str, kind: str) -> Response:
    return send_file(io.BytesIO(content), MIMETYPES[kind], as_attachment=True, download_name=name)


blueprint.add_url_rule(f"{BASE}/<int:number>/result.<any(xlsx, csv, json):kind>", view_func=download)
blueprint.add_url_rule(f"{BASE}/bid-file/<any(xlsx, csv, example):kind>", view_func=bid_file)
