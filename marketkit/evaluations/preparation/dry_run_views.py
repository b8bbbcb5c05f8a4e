"""The dry run: a strategy on invented bids, before it is published. Stores nothing but that it was made."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations.charts import contributions
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.pages import BASE, blueprint, page
from marketkit.evaluations.preparation.dry_run_presentation import DryRunPresentation
from marketkit.evaluations.preparation.services import current_lock, local_day, record_dry_run
from marketkit.evaluations.preparation.typed_bids import Grid, field_name, read_grid
from marketkit.installation import current_settings
from marketkit.numbers import NotANumber, parse_number
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.scoring.dry_run import DryRun, dry_run, dry_run_on_invented_bids
from marketkit.scoring.invented_bids import COUNT, LEAST_COUNT, plain_name
from marketkit.scoring.simulation import MAX_SEED
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.sourcing.strategy import Strategy
from marketkit.web.language import current_language, said

MOST_SHOWN = 20


class DryRunForm(FlaskForm):  # type: ignore[misc]
    """What the invented bids are drawn around."""

    price = StringField(_l("Estimated price"), validators=[Optional()])
    count = IntegerField(
        _l("How many bids"),
        default=COUNT,
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(min=LEAST_COUNT, max=MOST_SHOWN, message=_l("From %(min)s to %(max)s.")),
        ],
    )
    seed = IntegerField(
        _l("Number of the draw"),
        default=0,
        description=_l("The same number draws the same bids again."),
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(min=0, max=MAX_SEED, message=_l("From %(min)s to %(max)s.")),
        ],
    )
    estimate: Fraction | None = None
    currency = ""

    def validate_price(self, field: StringField) -> None:
        try:
            self.estimate = parse_number((field.data or "").strip(), self.currency)
        except NotANumber as error:
            raise ValidationError(said(error.said)) from None
        if self.estimate <= 0:
            raise ValidationError(_("The estimated price must be above 0."))


@access.requires(Permission.EVALUATE_BIDS)
def dry_run_form(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = DryRunForm()
    if procurement.estimate is not None:
        form.price.data = procurement.estimate.typed()
    version = current_strategy(procurement)
    strategy = strategy_of(version) if version else None
    grid = read_grid({}, strategy)[0] if strategy else None
    return _page(procurement, strategy, form, grid)


@access.requires(Permission.EVALUATE_BIDS)
def try_strategy(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    version = current_strategy(procurement)
    if version is None:
        return dry_run_form(procurement_id)
    strategy = strategy_of(version)
    form = DryRunForm()
    form.currency = strategy.currency
    grid, bids = read_grid(request.form, strategy, name=_name)
    valid = form.validate_on_submit()
    if not bids and not grid.is_filled and strategy.cost_criteria and form.estimate is None and valid:
        form.price.errors = [_("Give an estimate to draw bids around, or type bids below.")]
        valid = False
    if not valid or (grid.is_filled and not bids):
        return _page(procurement, strategy, form, grid), 422
    now = datetime.now(UTC)
    packs = open_packs(current_settings().sourcing_rules / "packs", strategy.packs)
    on = local_day(procurement, now)
    if bids:
        found = dry_run(strategy, bids, on=on, packs=packs)
    else:
        count, seed = form.count.data or COUNT, form.seed.data or 0
        found = dry_run_on_invented_bids(
            strategy, form.estimate, count=count, seed=seed, on=on, packs=packs, name=_name
        )
    record_dry_run(
        procurement=procurement,
        version=version,
        bids_sha256=hashlib.sha256(repr(found.bids).encode()).hexdigest(),
        actor_id=access.current_user_id(),
    )
    return _page(procurement, strategy, form, grid, found)


def _name(number: str) -> str:
    """What a bid without a name is called in the reader's language."""
    return said(plain_name(number))


def _page(
    procurement: Procurement,
    strategy: Strategy | None,
    form: DryRunForm,
    grid: Grid | None,
    found: DryRun | None = None,
) -> str:
    values: dict[str, Any] = {}
    if found is not None:
        explanation = Explanation(found.result, current_language())
        values = {
            "shown": DryRunPresentation(found, explanation),
            "bars": contributions(found.result, explanation),
        }
    return page(
        "preparation/dry_run",
        procurement,
        strategy=strategy,
        form=form,
        grid=grid,
        field_name=field_name,
        locked=current_lock(procurement),
        **values,
    )


blueprint.add_url_rule(f"{BASE}/dry-run", view_func=dry_run_form)
blueprint.add_url_rule(f"{BASE}/dry-run", view_func=try_strategy, methods=["POST"])
