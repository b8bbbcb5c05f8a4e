"""The strategy pages of a procurement: what is in use, the ready ones, and a file of one's own."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, abort, flash, redirect, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.evaluations import services
from marketkit.evaluations.forms import StrategyForm
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation.services import LockedError, current_lock
from marketkit.evaluations.wording import criteria_tree, formula_text, kind_text, method_text
from marketkit.installation import current_settings
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.services import (
    ReadyStrategy,
    current_strategy,
    find_strategy_version,
    ready_strategies,
    strategy_of,
)
from marketkit.sourcing.strategy import in_language
from marketkit.web.language import current_language, said

YAML = "application/yaml"


@access.requires(Permission.VIEW_STRATEGY)
def strategy(procurement_id: int) -> str:
    return _strategy_page(the_procurement(procurement_id), _form())


@access.requires(Permission.EVALUATE_BIDS)
def choose_strategy(procurement_id: int) -> AnyResponse | str | tuple[str, int]:
    procurement = the_procurement(procurement_id)
    form = _form()
    if not form.validate_on_submit():
        return _strategy_page(procurement, form), 422
    content, file_name = _chosen(form)
    try:
        made = services.change_strategy(
            procurement=procurement, content=content, file_name=file_name, actor_id=access.current_user_id()
        )
    except BadInput as error:
        return _strategy_page(procurement, form, faults=error.faults, file_name=file_name), 422
    except LockedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
        return redirect(url_for("evaluations.strategy", **address(procurement)))
    if made is None:
        flash(_("The strategy is in use. Upload the bids to see a result."), "success")
    else:
        flash(
            _("The strategy is in use, and calculation %(number)s is made with it.", number=made.number),
            "success",
        )
    return redirect(url_for("evaluations.evaluation", **address(procurement)))


@access.requires(Permission.VIEW_STRATEGY)
def strategy_file(procurement_id: int, number: int) -> Response:
    procurement = the_procurement(procurement_id)
    version = find_strategy_version(procurement, number)
    if version is None:
        abort(404)
    return _yaml(version.content, f"{strategy_of(version).id}-v{number}.yaml")


@access.requires(Permission.VIEW_STRATEGY)
def ready_strategy_file(procurement_id: int, strategy_id: str) -> Response:
    the_procurement(procurement_id)
    for ready in _ready():
        if ready.strategy.id == strategy_id:
            return _yaml(ready.file.read_bytes(), ready.file.name)
    abort(404)


def _ready() -> list[ReadyStrategy]:
    return ready_strategies(current_settings().sourcing_rules)


def _form() -> StrategyForm:
    form = StrategyForm()
    form.offer(_ready(), current_language())
    return form


def _chosen(form: StrategyForm) -> tuple[bytes, str]:
    """The bytes and the name of the strategy the form asks for."""
    if form.file.data:
        return form.file.data.read(), form.file.data.filename or "strategy.yaml"
    (ready,) = (ready for ready in _ready() if ready.strategy.id == form.ready.data)
    return ready.file.read_bytes(), ready.file.name


def _strategy_page(procurement: Procurement, form: StrategyForm, **values: Any) -> str:
    version = current_strategy(procurement)
    return page(
        "strategy",
        procurement,
        form=form,
        version=version,
        locked=current_lock(procurement) is not None,
        strategy=strategy_of(version) if version else None,
        ready_strategies=_ready(),
        in_language=in_language,
        criteria_tree=criteria_tree,
        formula_text=formula_text,
        kind_text=kind_text,
        method_text=method_text,
        **values,
    )


def _yaml(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), YAML, as_attachment=True, download_name=name)


blueprint.add_url_rule(f"{BASE}/strategy", view_func=strategy)
blueprint.add_url_rule(f"{BASE}/strategy", view_func=choose_strategy, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/strategy/<int:number>.yaml", view_func=strategy_file)
blueprint.add_url_rule(f"{BASE}/strategy/ready/<strategy_id>.yaml", view_func=ready_strategy_file)
