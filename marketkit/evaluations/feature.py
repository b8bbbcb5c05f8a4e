"""What the evaluation gives the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketkit.access import Permission
from marketkit.evaluations import file_views, pages, progress_views, strategy_views, trial_views, views
from marketkit.evaluations.actions import ACTIONS
from marketkit.evaluations.assessment import officer_views, panel_views
from marketkit.evaluations.assessment import views as assessment_views
from marketkit.evaluations.award_criteria import award_criteria
from marketkit.evaluations.bids import (
    document_views,
    figure_views,
    import_views,
    one_bid_views,
    opening_views,
    rejection_views,
    requirement_views,
    taking_back_views,
)
from marketkit.evaluations.bids import views as bids_views
from marketkit.evaluations.by_hand import against_step
from marketkit.evaluations.decision import contract_views, draw_views, price_views
from marketkit.evaluations.decision import views as decision_views
from marketkit.evaluations.demonstration import demo
from marketkit.evaluations.preparation import change_views, dry_run_views, method_views, workbench_views
from marketkit.evaluations.preparation import views as preparation_views
from marketkit.evaluations.reporting import letter_sending_views, letter_views, report_views, secret_views
from marketkit.features import Feature, MenuItem

STRATEGY, EVALUATION = Permission.VIEW_STRATEGY, Permission.VIEW_EVALUATION
EVALUATE = Permission.EVALUATE_BIDS

FEATURE = Feature(
    name="evaluations",
    blueprint=pages.blueprint,
    procurement_tabs=(
        MenuItem(
            label=_l("Evaluation"),
            endpoint="evaluations.progress",
            permission=STRATEGY,
            pages=(
                MenuItem(label=_l("Where it stands"), endpoint="evaluations.progress", permission=STRATEGY),
                MenuItem(
                    label=_l("Preparation"),
                    endpoint="evaluations.strategy",
                    permission=STRATEGY,
                    pages=(
                        MenuItem(label=_l("Strategy"), endpoint="evaluations.strategy", permission=STRATEGY),
                        MenuItem(
                            label=_l("Dry run"), endpoint="evaluations.dry_run_form", permission=EVALUATE
                        ),
                        MenuItem(
                            label=_l("Assessment plan"), endpoint="evaluations.plan", permission=STRATEGY
                        ),
                        MenuItem(
                            label=_l("Text for suppliers"), endpoint="evaluations.method", permission=STRATEGY
                        ),
                        MenuItem(label=_l("Lock"), endpoint="evaluations.lock", permission=STRATEGY),
                    ),
                ),
                MenuItem(label=_l("Bids"), endpoint="evaluations.bids", permission=EVALUATION),
                MenuItem(
                    label=_l("Scores"), endpoint="evaluations.assess", permission=Permission.ASSESS_BIDS
                ),
                MenuItem(label=_l("Panel"), endpoint="evaluations.moderate", permission=EVALUATION),
                MenuItem(label=_l("Result"), endpoint="evaluations.evaluation", permission=EVALUATION),
                MenuItem(
                    label=_l("Decision"),
                    endpoint="evaluations.decide",
                    permission=EVALUATION,
                    pages=(
                        MenuItem(label=_l("Award"), endpoint="evaluations.decide", permission=EVALUATION),
                        MenuItem(
                            label=_l("Low prices"), endpoint="evaluations.low_prices", permission=EVALUATION
                        ),
                    ),
                ),
                MenuItem(
                    label=_l("Letters and report"),
                    endpoint="evaluations.letters",
                    permission=EVALUATION,
                    pages=(
                        MenuItem(label=_l("Letters"), endpoint="evaluations.letters", permission=EVALUATION),
                        MenuItem(label=_l("Report"), endpoint="evaluations.report", permission=EVALUATION),
                        MenuItem(
                            label=_l("Trade secrets"),
                            endpoint="evaluations.trade_secrets",
                            permission=EVALUATION,
                        ),
                    ),
                ),
            ),
        ),
    ),
    actions=ACTIONS,
    tells={"award-criteria": award_criteria},
    against_step=against_step,
    demo=demo,
)
__all__ = [
    "FEATURE",
    "assessment_views",
    "bids_views",
    "change_views",
    "contract_views",
    "decision_views",
    "document_views",
    "draw_views",
    "dry_run_views",
    "figure_views",
    "file_views",
    "import_views",
    "letter_sending_views",
    "letter_views",
    "method_views",
    "officer_views",
    "one_bid_views",
    "opening_views",
    "panel_views",
    "preparation_views",
    "price_views",
    "progress_views",
    "rejection_views",
    "report_views",
    "requirement_views",
    "secret_views",
    "strategy_views",
    "taking_back_views",
    "trial_views",
    "views",
    "workbench_views",
]
