"""Pages of the evaluation report: write a version, read it, take it away."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.documents.download import download
from marketkit.documents.html import page_part
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable
from marketkit.evaluations.reporting import reports
from marketkit.evaluations.reporting.models import Report
from marketkit.evaluations.reporting.report_forms import ReportForm
from marketkit.evaluations.reporting.secrets import open_claims
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import NAMES, said


@access.requires(Permission.VIEW_EVALUATION)
def report(procurement_id: int) -> ResponseReturnValue:
    procurement = readable(procurement_id)
    form = ReportForm()
    written = reports.reports(procurement)
    form.language.data = procurement.buyer.languages[0] if procurement.buyer.languages else "en"
    if written:
        form.show(written[0].statements)
    return _report_page(procurement, form)


@access.requires(Permission.EVALUATE_BIDS)
def write_report(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = ReportForm()
    if not form.validate_on_submit():
        return _report_page(procurement, form), 422
    try:
        made, unfound = reports.write_report(
            procurement=procurement,
            language=form.language.data,
            is_public=form.version.data == "public",
            statements=form.statements(),
            actor_id=access.current_user_id(),
        )
    except NotReadyError as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, *(said(reason) for reason in error.reasons)]
        return _report_page(procurement, form), 422
    flash(_("The report is written."), "success")
    for claim in unfound:
        flash(
            _(
                "Nothing of what %(bid)s claims was found in the report. Check that the passage is written as it stands there.",
                bid=claim.bid.label,
            ),
            "warning",
        )
    return redirect(url_for("evaluations.one_report", report_id=made.id, **address(procurement)))


@access.requires(Permission.VIEW_EVALUATION)
def one_report(procurement_id: int, report_id: int) -> ResponseReturnValue:
    procurement = readable(procurement_id)
    found = _the_report(procurement, report_id)
    return page(
        "reporting/one_report",
        procurement,
        report=found,
        document=page_part(reports.document_of(found)),
        names=access.names([found.created_by_id]),
        languages=NAMES,
    )


@access.requires(Permission.VIEW_EVALUATION)
def report_file(procurement_id: int, report_id: int, kind: str) -> Response:
    procurement = readable(procurement_id)
    found = _the_report(procurement, report_id)
    public = "-public" if found.is_public else ""
    name = f"{procurement.reference}-evaluation-report-{found.language}{public}-{found.number}"
    return download(reports.document_of(found), kind, made=found.created_at, name=name)


def _the_report(procurement: Procurement, report_id: int) -> Report:
    found = reports.find_report(procurement, report_id)
    if found is None:
        abort(404)
    return found


def _report_page(procurement: Procurement, form: ReportForm) -> str:
    written = reports.reports(procurement)
    return page(
        "reporting/report",
        procurement,
        form=form,
        written=written,
        names=access.names(each.created_by_id for each in written),
        decision=current_decision(procurement),
        open_claims=open_claims(procurement),
        languages=NAMES,
    )


blueprint.add_url_rule(f"{BASE}/report", view_func=report)
blueprint.add_url_rule(f"{BASE}/report", view_func=write_report, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/report/<int:report_id>", view_func=one_report)
blueprint.add_url_rule(f"{BASE}/report/<int:report_id>.<any(docx, html):kind>", view_func=report_file)
