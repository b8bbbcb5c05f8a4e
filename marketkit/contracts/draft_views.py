"""Pages of the draft: as it stands, as files, issued, and compared."""

from __future__ import annotations

import shutil

import yaml
from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Form, SelectField
from wtforms.validators import InputRequired

import marketkit
from marketkit import access, files
from marketkit.access import Permission
from marketkit.contracts import issuing
from marketkit.contracts.comparing import NOW, STANDARD, Since, changes_between, since, text_named
from marketkit.contracts.draft import Draft
from marketkit.contracts.forms import IssueForm
from marketkit.contracts.labels import REMARKS
from marketkit.contracts.lines import lines_of
from marketkit.contracts.models import Contract, IssuedDraft
from marketkit.contracts.pages import (
    ONE,
    Writing,
    blueprint,
    contract_address,
    contract_page,
    make,
    the_contract,
    writing,
)
from marketkit.contracts.questions import groups_of
from marketkit.contracts.redline import redline
from marketkit.contracts.versions import kept_template
from marketkit.files import DOCX, PDF, YAML
from marketkit.web.language import current_language, format_moment


@blueprint.app_template_filter()
def clause_number(clause_id: str, draft: Draft) -> str:
    """The number that a clause or an appendix has in a draft."""
    numbers = {clause.id: clause.number for clause in draft.clauses}
    return numbers.get(clause_id) or next(
        (appendix.label for appendix in draft.appendices if appendix.id == clause_id), clause_id
    )


@access.requires(Permission.VIEW_CONTRACTS)
def preview(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """The draft as it stands, and what is missing."""
    shown = writing(the_contract(procurement_id, contract_id))
    groups = groups_of(shown, current_language(), _("Other questions"))
    return contract_page(
        "preview",
        shown,
        groups={parameter.id: group.id for group in groups for parameter in group.parameters},
        makes_pdf=makes_pdf(),
        remark_labels=REMARKS,
        since=_since_last_issued(shown),
    )


def _since_last_issued(shown: Writing) -> Since | None:
    """What is different since the draft that was issued last; None while none has been."""
    issued = issuing.issued_drafts(shown.contract)
    last = text_named(shown, str(issued[0].number)) if issued else None
    if last is None:
        return None
    return since(_("draft %(number)s", number=issued[0].number), last, shown.made.draft)


def makes_pdf() -> bool:
    """Whether the program that makes PDF files is installed."""
    return shutil.which("soffice") is not None


@access.requires(Permission.VIEW_CONTRACTS)
def draft_file(procurement_id: int, contract_id: int, kind: str) -> Response:
    """The draft as it stands as a Word file or a PDF; with `comments=no` without the notes to the lawyer."""
    from marketkit.contracts.pdf import pdf_of
    from marketkit.contracts.word import word_file

    shown = writing(the_contract(procurement_id, contract_id))
    draft = shown.made.draft
    if kind == PDF.ending:
        if not makes_pdf():
            abort(404)
        content = pdf_of(word_file(draft, comments=False, printable=True))
        return files.download(content, name=draft.id, kind=PDF)
    content = word_file(draft, comments=request.args.get("comments") != "no")
    return files.download(content, name=draft.id, kind=DOCX)


@access.requires(Permission.VIEW_CONTRACTS)
def drafts(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """The drafts that were issued."""
    shown = writing(the_contract(procurement_id, contract_id))
    return _drafts_page(shown, IssueForm(data={"answers_hash": shown.made.draft.answers_hash}))


def _drafts_page(shown: Writing, form: IssueForm) -> str:
    found = issuing.issued_drafts(shown.contract)
    people = access.names({each.created_by_id for each in found if each.created_by_id})
    return contract_page(
        "drafts", shown, form=form, issued=found, people=people, comparison=_comparison(shown, found)
    )


class Comparison(Form):
    """Which two texts are compared."""

    old = SelectField(validators=[InputRequired()])
    new = SelectField(validators=[InputRequired()])


def _comparison(shown: Writing, issued: list[IssuedDraft]) -> Comparison:
    choices = [(STANDARD, _("The template's own text"))]
    choices += [
        (
            str(each.number),
            _("Draft %(number)s of %(day)s", number=each.number, day=format_moment(each.created_at)),
        )
        for each in reversed(issued)
    ]
    choices.append((NOW, _("As it stands now")))
    form = Comparison(
        old=request.args.get("old") or (str(issued[0].number) if issued else STANDARD),
        new=request.args.get("new") or NOW,
    )
    form.old.label.text, form.new.label.text = _("From"), _("To")
    form.old.choices = form.new.choices = choices
    return form


@access.requires(Permission.WRITE_CONTRACTS)
def issue(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    from marketkit.contracts.word import word_file

    contract = the_contract(procurement_id, contract_id)
    shown = writing(contract)
    form = IssueForm()
    if not form.validate_on_submit():
        return _drafts_page(shown, form), 422
    draft = shown.made.draft
    if form.answers_hash.data != draft.answers_hash:
        form.answers_hash.data = draft.answers_hash
        form.form_errors.append(
            _("Somebody changed an answer while you looked at this page. Look at the draft, then issue it.")
        )
        return _drafts_page(shown, form), 409
    issued = issuing.issue_draft(
        contract=contract,
        draft=draft,
        answers=shown.answers,
        content=word_file(draft),
        generator=f"marketkit {marketkit.__version__}",
        remark=form.note.data or "",
        actor_id=access.current_user_id(),
    )
    flash(_("Draft %(number)s is issued.", number=issued.number), "success")
    return redirect(url_for("contracts.drafts", **contract_address(contract)))


def _issued(contract: Contract, number: int) -> IssuedDraft:
    found = issuing.find_issued(contract, number)
    if found is None:
        abort(404)
    return found


@access.requires(Permission.VIEW_CONTRACTS)
def issued_file(procurement_id: int, contract_id: int, number: int) -> Response:
    """An issued draft, made again from its answers and its template version."""
    from marketkit.contracts.word import word_file

    contract = the_contract(procurement_id, contract_id)
    issued = _issued(contract, number)
    template = kept_template(issued.template_version_id)
    draft = make(contract, template, issuing.draft_answers(template, issued)).draft
    return files.download(word_file(draft), name=f"{draft.id}-{number}", kind=DOCX)


@access.requires(Permission.VIEW_CONTRACTS)
def issued_answers(procurement_id: int, contract_id: int, number: int) -> Response:
    """The answers of an issued draft as a file that the command line takes."""
    contract = the_contract(procurement_id, contract_id)
    issued = _issued(contract, number)
    text = yaml.safe_dump(issued.answers, allow_unicode=True, sort_keys=False)
    return files.download(text.encode(), name=f"{issued.draft_id}-{number}", kind=YAML)


@access.requires(Permission.VIEW_CONTRACTS)
def compare(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """The changes from one text to another."""
    shown = writing(the_contract(procurement_id, contract_id))
    comparison, old, new = _compared(shown)
    return contract_page("compare", shown, comparison=comparison, changes=changes_between(old, new))


def _compared(shown: Writing) -> tuple[Comparison, Draft, Draft]:
    comparison = _comparison(shown, issuing.issued_drafts(shown.contract))
    old, new = text_named(shown, comparison.old.data or ""), text_named(shown, comparison.new.data or "")
    if old is None or new is None:
        abort(404)
    return comparison, old, new


@access.requires(Permission.VIEW_CONTRACTS)
def compare_file(procurement_id: int, contract_id: int) -> Response:
    """The changes as a Word file with tracked changes."""
    from marketkit.contracts.word_redline import redline_file

    shown = writing(the_contract(procurement_id, contract_id))
    _comparison_form, old, new = _compared(shown)
    content = redline_file(new, redline(lines_of(old), lines_of(new)))
    return files.download(content, name=f"{old.id}-{new.id}", kind=DOCX)


blueprint.add_url_rule(f"{ONE}/preview", "preview", preview)
blueprint.add_url_rule(f"{ONE}/draft.<any(docx, pdf):kind>", "draft_file", draft_file)
blueprint.add_url_rule(f"{ONE}/drafts", "drafts", drafts)
blueprint.add_url_rule(f"{ONE}/drafts", "issue", issue, methods=["POST"])
blueprint.add_url_rule(f"{ONE}/drafts/<int:number>.docx", "issued_file", issued_file)
blueprint.add_url_rule(f"{ONE}/drafts/<int:number>.yaml", "issued_answers", issued_answers)
blueprint.add_url_rule(f"{ONE}/compare", "compare", compare)
blueprint.add_url_rule(f"{ONE}/compare.docx", "compare_file", compare_file)
