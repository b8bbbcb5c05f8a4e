"""Pages to answer a contract's questions: a group at a time, saved as one goes."""

from __future__ import annotations

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketkit import access
from marketkit.access import Permission
from marketkit.contracts import services
from marketkit.contracts.answer_form import raw_from_form, shown_from_form
from marketkit.contracts.answers import plain_answer
from marketkit.contracts.effects import Effect, effect
from marketkit.contracts.models import Contract
from marketkit.contracts.pages import (
    ONE,
    Writing,
    blueprint,
    contract_address,
    contract_page,
    the_contract,
    writing,
)
from marketkit.contracts.procurement_answers import known_answers
from marketkit.contracts.questions import (
    QuestionGroup,
    groups_of,
    missing_parameters,
    questions_of,
    suggestions,
)
from marketkit.contracts.services import ContractRefusedError, StaleAnswersError
from marketkit.contracts.typed_answers import Raw
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.web.language import current_language, said


@access.requires(Permission.VIEW_CONTRACTS)
def answers(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """The questions of one group: that of the address, else the first where something is missing."""
    shown = writing(the_contract(procurement_id, contract_id))
    return _answers_page(shown, _asked_group(shown))


def _groups(shown: Writing) -> list[QuestionGroup]:
    return groups_of(shown, current_language(), _("Other questions"))


def _asked_group(shown: Writing) -> QuestionGroup:
    groups = _groups(shown)
    asked = request.args.get("group")
    named = next((group for group in groups if group.id == asked), None)
    return named or next((group for group in groups if group.missing), groups[0])


def _answers_page(shown: Writing, group: QuestionGroup, **typed: object) -> str:
    contract, language = shown.contract, current_language()
    known = known_answers(shown.template, contract.procurement, contract.language)
    return contract_page(
        "answers",
        shown,
        form=FlaskForm(),
        group=group,
        groups=_groups(shown),
        questions=questions_of(
            shown,
            group.parameters,
            services.standing_answers(contract),
            language=language,
            **typed,  # type: ignore[arg-type]
        ),
        suggestions=suggestions(shown, known, language) if not shown.signed else {},
    )


@access.requires(Permission.WRITE_CONTRACTS)
def save_answers(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """Save the group that was sent; go on to the next one, or stay."""
    contract = the_contract(procurement_id, contract_id)
    shown = writing(contract)
    group = _asked_group(shown)
    given = raw_from_form(group.parameters, request.form)
    taken = request.form.get("take")
    if taken in given:
        known = known_answers(shown.template, contract.procurement, contract.language)
        if taken in known:
            given[taken] = plain_answer(known[taken])
    try:
        _record(contract, given, shown_from_form(group.parameters, request.form))
    except BadInput as error:
        db.session.rollback()
        return _answers_page(shown, group, typed=given, faults=error.faults), 422
    except StaleAnswersError as stale:
        db.session.rollback()
        fresh = writing(contract)
        return _answers_page(fresh, group, typed=given, conflicts=stale.conflicts), 409
    except ContractRefusedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
        return redirect(url_for("contracts.answers", **contract_address(contract)))
    flash(_("Saved."), "success")
    return redirect(_next(contract, group, going_on="next" in request.form))


def _record(contract: Contract, given: dict[str, Raw], numbers: dict[str, int]) -> dict[str, int]:
    return services.record_answers(
        contract=contract, given=given, shown=numbers, actor_id=access.current_user_id()
    )


def _next(contract: Contract, group: QuestionGroup, *, going_on: bool) -> str:
    here = contract_address(contract)
    if not going_on:
        return url_for("contracts.answers", group=group.id, **here)
    groups = [each.id for each in _groups(writing(contract))]
    place = groups.index(group.id) + 1 if group.id in groups else 0
    if place < len(groups):
        return url_for("contracts.answers", group=groups[place], **here)
    return url_for("contracts.preview", **here)


@access.requires(Permission.WRITE_CONTRACTS)
def save_answer(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """Save one answer as it is typed; tells what that changes in the draft, as JSON for the page's script."""
    contract = the_contract(procurement_id, contract_id)
    before = writing(contract)
    parameter = before.template.parameters.get(request.form.get("parameter", ""))
    if parameter is None:
        abort(404)
    given = raw_from_form([parameter], request.form)
    try:
        numbers = _record(contract, given, shown_from_form([parameter], request.form))
    except BadInput as error:
        db.session.rollback()
        faults = [{"name": fault.column, "text": said(fault.message)} for fault in error.faults]
        return jsonify(faults=faults), 422
    except StaleAnswersError as stale:
        db.session.rollback()
        theirs = questions_of(
            writing(contract),
            [parameter],
            services.standing_answers(contract),
            language=current_language(),
            conflicts=stale.conflicts,
        )[0].theirs
        conflict = stale.conflicts[0]
        return jsonify(theirs=theirs or _("No answer"), number=conflict.number), 409
    except ContractRefusedError as error:
        db.session.rollback()
        return jsonify(refused=said(error.said)), 409
    after = writing(contract)
    return _told(after, effect(after.template, before.made, after.made), numbers.get(parameter.id, 0))


def _told(after: Writing, changed: Effect, number: int) -> Response:
    """What the script shows beside the question and in the list of groups."""
    lines = [_("Comes in: %(number)s %(title)s", number=p.number, title=p.title) for p in changed.appearing]
    lines += [_("Goes out: %(number)s %(title)s", number=p.number, title=p.title) for p in changed.vanishing]
    lines += [
        _("Another wording: %(number)s %(title)s", number=p.number, title=p.title) for p in changed.reworded
    ]
    return jsonify(
        number=number,
        lines=lines,
        missing=len(after.made.draft.missing),
        unanswered=sorted(missing_parameters(after)),
        asked=sorted(after.made.asked),
        groups={group.id: _left(group) for group in _groups(after)},
    )


def _left(group: QuestionGroup) -> str:
    return str(_("%(count)s missing", count=group.missing) if group.missing else _("complete"))


blueprint.add_url_rule(ONE, "answers", answers)
blueprint.add_url_rule(ONE, "save_answers", save_answers, methods=["POST"])
blueprint.add_url_rule(f"{ONE}/answer", "save_answer", save_answer, methods=["POST"])
