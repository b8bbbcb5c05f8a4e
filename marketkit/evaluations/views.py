"""The evaluation pages of a procurement: its strategy, its bids, the result, and taking a bid out by hand."""

from __future__ import annotations

import io
import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from marketkit import access
from marketkit.access import Permission
from marketkit.errors import BadInput
from marketkit.evaluations import bid_file as bid_files
from marketkit.evaluations import services
from marketkit.evaluations.excerpt import excerpt
from marketkit.evaluations.exports import result_csv, result_xlsx
from marketkit.evaluations.forms import BidsForm, DecisionForm
from marketkit.evaluations.models import Calculation, Ground
from marketkit.evaluations.presentation import Presentation, standing_text
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.sourcing.strategy import Strategy, in_language
from marketkit.web.language import current_language, said

blueprint = Blueprint("evaluations", __name__, template_folder="templates")
MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def page(template: str, procurement: Procurement, **values: Any) -> str:
    """A page about one procurement, with what all of them need."""
    return render_template(
        f"evaluations/{template}.html",
        procurement=procurement,
        address=address(procurement),
        may_edit=access.allows(Permission.EVALUATE_BIDS, procurement),
        standing_text=standing_text,
        **values,
    )


def readable(procurement_id: int) -> Procurement:
    """A procurement whose evaluation the person may read: some only once the award has been decided."""
    procurement = the_procurement(procurement_id)
    access.require(Permission.VIEW_EVALUATION, procurement)
    return procurement


def address(procurement: Procurement) -> dict[str, Any]:
    """What the addresses of a procurement's pages are made with."""
    return {"buyer_slug": procurement.buyer.slug, "procurement_id": procurement.id}


def decimal_mark() -> str:
    """The mark that a spreadsheet in the reader's language expects in a CSV file."""
    return "," if current_language() == "nb" else "."


@access.requires(Permission.VIEW_EVALUATION)
def evaluation(procurement_id: int) -> str:
    procurement = readable(procurement_id)
    history = services.calculations(procurement)
    current = current_strategy(procurement)
    newest = history[0] if history else None
    if newest is not None and (current is None or newest.strategy_version_id != current.id):
        newest = None  # the strategy was changed and the bids do not fit it
    return _evaluation(procurement, newest, newest=True)


@access.requires(Permission.VIEW_EVALUATION)
def calculation(procurement_id: int, number: int) -> str:
    procurement = readable(procurement_id)
    found = _find_calculation(procurement, number)
    return _evaluation(procurement, found, newest=found.id == services.calculations(procurement)[0].id)


def _evaluation(procurement: Procurement, found: Calculation | None, *, newest: bool) -> str:
    shown = Presentation(services.open_calculation(found), current_language()) if found else None
    title = in_language(shown.strategy.title, current_language()) if shown else ""
    return page(
        "evaluation",
        procurement,
        shown=shown,
        newest=newest,
        strategy_title=title,
        strategy_version=current_strategy(procurement),
        bid_file=services.newest_bid_file(procurement),
        history=services.calculations(procurement),
        form=BidsForm(),
    )


def _find_calculation(procurement: Procurement, number: int) -> Calculation:
    found = services.find_calculation(procurement, number)
    if found is None:
        abort(404)
    return found


@access.requires(Permission.EVALUATE_BIDS)
def upload(procurement_id: int) -> AnyResponse | tuple[str, int]:
    procurement = the_procurement(procurement_id)
    form = BidsForm()
    if not form.validate_on_submit():
        flash(_("Choose a file with the bids first."), "warning")
        return redirect(url_for("evaluations.evaluation", **address(procurement)))
    content, file_name = form.file.data.read(), form.file.data.filename or "bids.csv"
    try:
        made = services.receive_bids(
            procurement=procurement, content=content, file_name=file_name, actor_id=access.current_user_id()
        )
    except services.NothingToCalculateError:
        return redirect(url_for("evaluations.strategy", **address(procurement)))
    except BadInput as error:
        refused = page(
            "faults",
            procurement,
            excerpt=excerpt(content, file_name, error.faults),
            fault_count=len(error.faults),
            file_name=file_name,
            bid_file=services.newest_bid_file(procurement),
            form=BidsForm(formdata=None),
        )
        return refused, 422
    flash(_("The bids are in. Calculation %(number)s is made.", number=made.number), "success")
    return redirect(url_for("evaluations.evaluation", **address(procurement)))


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
    found = _find_calculation(procurement, number)
    name = f"{procurement.reference.replace('/', '-')}-{found.standing.value}-calculation-{number}.{kind}"
    if kind == "json":
        stored = {"status": standing_text(found.standing), "standing": found.standing.value, **found.result}
        text = json.dumps({**stored, "excluded_by_hand": found.by_hand}, ensure_ascii=False, indent=1)
        return _file(text.encode(), name, kind)
    take = Presentation(services.open_calculation(found), current_language()).takeaway(procurement.reference)
    content = result_xlsx(take) if kind == "xlsx" else result_csv(take, decimal_mark=decimal_mark())
    return _file(content, name, kind)


def _file(content: bytes, name: str, kind: str) -> Response:
    return send_file(io.BytesIO(content), MIMETYPES[kind], as_attachment=True, download_name=name)


@access.requires(Permission.EVALUATE_BIDS)
def exclude(procurement_id: int) -> AnyResponse | str:
    return _decide(the_procurement(procurement_id), request.args.get("bid", ""), excluding=True)


@access.requires(Permission.EVALUATE_BIDS)
def readmit(procurement_id: int) -> AnyResponse | str:
    return _decide(the_procurement(procurement_id), request.args.get("bid", ""), excluding=False)


def _decide(procurement: Procurement, bid: str, *, excluding: bool) -> AnyResponse | str:
    if not services.is_bid(procurement, bid, out_by_hand=not excluding):
        abort(404)
    form = DecisionForm()
    form.offer_grounds()
    if not excluding:
        del form.ground
    if form.validate_on_submit():
        ground = Ground(form.ground.data) if excluding else None
        services.decide_by_hand(
            procurement=procurement,
            bid=bid,
            ground=ground,
            explanation=(form.explanation.data or "").strip(),
            actor_id=access.current_user_id(),
        )
        message = _("%(bid)s is out; a new calculation is made.", bid=bid)
        flash(
            message if excluding else _("%(bid)s is back in; a new calculation is made.", bid=bid), "success"
        )
        return redirect(url_for("evaluations.evaluation", **address(procurement)))
    return page("exclude", procurement, form=form, bid=bid, excluding=excluding)


BASE = "/b/<buyer_slug>/procurements/<int:procurement_id>/evaluation"
blueprint.add_url_rule(BASE, view_func=evaluation)
blueprint.add_url_rule(f"{BASE}/<int:number>", view_func=calculation)
blueprint.add_url_rule(f"{BASE}/<int:number>/result.<any(xlsx, csv, json):kind>", view_func=download)
blueprint.add_url_rule(f"{BASE}/bids", view_func=upload, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/bid-file/<any(xlsx, csv, example):kind>", view_func=bid_file)
blueprint.add_url_rule(f"{BASE}/exclude", view_func=exclude, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/readmit", view_func=readmit, methods=["GET", "POST"])
