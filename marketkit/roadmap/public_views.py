"""The public pages: the list, the timeline, an entry, how reliable the dates have been, and what all this is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import ngettext

from marketkit.procurements import cpv
from marketkit.procurements.choices import Procedure
from marketkit.procurements.labels import show_place
from marketkit.roadmap.asked import Asked, asked_filters
from marketkit.roadmap.baselines import Baseline
from marketkit.roadmap.entries import find_entry
from marketkit.roadmap.figures import Figures, figures
from marketkit.roadmap.forecasts import alike, forecast
from marketkit.roadmap.groups import Grouping, Horizon
from marketkit.roadmap.labels import LABELS, field_text, window_text
from marketkit.roadmap.linking import dialogue_of
from marketkit.roadmap.movement import Direction
from marketkit.roadmap.pages import blueprint
from marketkit.roadmap.past import competitions, histories
from marketkit.roadmap.plan import Entry, Plan, Reason, Standing
from marketkit.roadmap.public_pages import (
    PUBLIC,
    address,
    page,
    public_page,
    published,
    static,
    static_site,
    the_reader,
)
from marketkit.roadmap.quarters import Quarter, by_quarter
from marketkit.roadmap.queries import all_rows, places, units
from marketkit.roadmap.queries import page as page_of
from marketkit.roadmap.reliability import OnTime, Outcome
from marketkit.roadmap.window_chart import window_chart
from marketkit.web.charts import Bar, Chart, Line, line_chart, stacked_bars
from marketkit.web.language import current_language, format_date, format_number, format_percent

SIZE = 50


@public_page
def entries() -> str:
    """The list, filtered and ordered as the address says."""
    reader = the_reader()
    asked = asked_filters(request.args, reader.buyer, standing=Standing.PLANNED.value)
    found = page_of(reader.buyer.id, asked.filters, asked.after, SIZE)
    return page(
        "list",
        page=found,
        entries=found.rows,
        invented=any(entry.invented for entry in found.rows),
        size=SIZE,
        filters=asked,
        asked=asked.typed,
        faults=asked.faults,
        more=_more(asked, found.next),
        feed=lambda kind: _feed(kind, asked),
        places=_places(reader.buyer.id),
        units=units(reader.buyer.id),
        procedures=Procedure,
        standings=Standing,
    )


def _more(asked: Asked, cursor: str | None) -> str:
    return f"{address('entries')}?{urlencode({**asked.arguments, 'cursor': cursor})}" if cursor else ""


def _feed(kind: str, asked: Asked) -> str:
    """The list as it is filtered, in a format; the whole list where nothing can be filtered."""
    if static():
        return address(f"list_{kind}")
    query = urlencode(asked.arguments)
    return address(f"list_{kind}") + (f"?{query}" if query else "")


def _places(buyer_id: int) -> list[tuple[str, str]]:
    return [(code, show_place(code)) for code in places(buyer_id)]


@public_page
def timeline() -> str:
    """Every entry by the quarter in which its window ends."""
    reader = the_reader()
    quarters = by_quarter(all_rows(reader.buyer.id), reader.today)
    return page(
        "timeline",
        quarters=quarters.quarters,
        undated=quarters.undated,
        chart=_timeline_chart(quarters.quarters) if quarters.quarters else None,
        heads=[_head(name) for name in _series()],
        sentence=_timeline_sentence(quarters.quarters),
    )


def _series() -> tuple[str, ...]:
    return (_("Planned"), _("Overdue, not confirmed"), _("Started"), _("Cancelled or withdrawn"))


def _head(name: str) -> Any:
    from flask import get_template_attribute

    return get_template_attribute("web/parts.html", "column")(name, number=True)


def _timeline_chart(quarters: Sequence[Quarter]) -> Chart:
    return stacked_bars(
        name="timeline-chart",
        title=_("Planned procurements by quarter"),
        description=_("One bar for each quarter, as long as there are entries whose window ends in it."),
        series=_series(),
        bars=[
            Bar(window_text(each.window), each.counts, format_number(sum(each.counts))) for each in quarters
        ],
        show=lambda value: format_number(value) if value.denominator == 1 else "",
    )


def _timeline_sentence(quarters: Sequence[Quarter]) -> str:
    busiest = max(quarters, key=lambda each: each.counts[0], default=None)
    if busiest is None or not busiest.counts[0]:
        return _("Nothing that is planned has a time yet.")
    return ngettext(
        "Most is planned for %(quarter)s: %(num)s entry.",
        "Most is planned for %(quarter)s: %(num)s entries.",
        busiest.counts[0],
        quarter=window_text(busiest.window),
    )


@public_page
def entry(key: str) -> str:
    """One entry with everything that was ever published of it."""
    reader = the_reader()
    row, found = find_entry(reader.buyer.id, key), published(key)
    if row is None or found is None:
        abort(404)
    return page(
        "entry",
        entry=found,
        forecast=_forecast(found),
        told=dialogue_of(row),
        entry_feed=lambda kind: address(f"entry_{kind}", key=key),
        field_is_said=field_is_said,
        window_chart=window_chart(found, reader.today),
        notice_link=drawn_for.notice_link(found) if (drawn_for := static_site()) else "",
    )


def field_is_said(plan: Plan, field: str) -> bool:
    """Whether a plan says anything in this field."""
    value = getattr(plan, field)
    return field_text(field, value) != _("not said")


def _forecast(found: Entry) -> str:
    """When such entries had started before, as a sentence; nothing for an entry that is not planned any more."""
    reader = the_reader()
    window = found.plan.window
    if window is None or not found.plan.standing.is_open:
        return ""
    drawn_for = static_site()
    told = drawn_for.forecasts.get(found.key) if drawn_for else None
    if told is None:
        like = alike(histories(reader.buyer.id), found.history(), today=reader.today)
        told = forecast(like.histories, window, today=reader.today)
    if drawn_for:  # the same in every language
        drawn_for.forecasts[found.key] = told
    if told.p80_by is None or told.median_by is None:
        return _("How such plans have gone before: too few to tell, or not yet known.")
    return _(
        "Of %(n)s such entries before, half had started by what would be %(median)s for this one, and eight in ten by "
        "%(p80)s. This is a statistic from this buyer's own history, not a promise.",
        n=told.n,
        median=format_date(told.median_by),
        p80=format_date(told.p80_by),
    )


@public_page
def reliability() -> str:
    """How well announced dates have held, every figure with its definition and what it rests on."""
    reader = the_reader()
    past = histories(reader.buyer.id)
    told = figures(past, competitions(reader.buyer), today=reader.today)
    return page(
        "reliability",
        figures=told,
        n=len(past),
        invented=any(row.invented for row in all_rows(reader.buyer.id)),
        sentence=_reliability_sentence(told),
        on_time=[(_baseline(each.baseline), each) for each in told.on_time],
        cancelled_reasons=[
            (LABELS[Reason(each.reason)] if each.reason else _("No reason given"), len(each.ids))
            for each in told.cancelled.by_reason
        ],
        movements=[
            (_direction(each), told.movement.share(each), told.movement.median_days(each))
            for each in Direction
        ],
        slip_chart=_slip_chart(told) if told.slips.steps else None,
        slip_sentence=_slip_sentence(told),
        days_text=days_text,
        groups=[
            (_grouping(by), [(_group_name(by, each.group.key), each) for each in groups])
            for by, groups in told.groups
        ],
    )


@blueprint.app_template_filter("outcome_count")
def outcome_count(found: OnTime, outcome: str) -> int:
    """How many entries came out so."""
    return len(found.of(Outcome(outcome)))


def days_text(days: int | None) -> str:
    """A slip in words."""
    if days is None:
        return _("not yet: too many have not started")
    if days <= 0:
        return (
            _("inside the window")
            if days == 0
            else ngettext("%(num)s day early", "%(num)s days early", -days)
        )
    return ngettext("within %(num)s day after the window", "within %(num)s days after the window", days)


def _reliability_sentence(told: Figures) -> str:
    proportion = told.first.proportion
    if not proportion.n:
        return _("No announced window has ended yet.")
    if not proportion.enough or proportion.share is None:
        return ngettext(
            "%(num)s announced window has ended: too few to tell how reliable the dates are.",
            "%(num)s announced windows have ended: too few to tell how reliable the dates are.",
            proportion.n,
        )
    return _(
        "%(share)s of %(n)s entries started inside the window that was announced first.",
        share=format_percent(proportion.share),
        n=proportion.n,
    )


def _slip_sentence(told: Figures) -> str:
    if told.slips.p80 is None:
        return _("Fewer than eight in ten have started so far.")
    return _("Eight in ten had started: %(days)s.", days=days_text(told.slips.p80))


def _slip_chart(told: Figures) -> Chart:
    points: list[tuple[int, Fraction]] = []
    started = Fraction(0)
    for step in told.slips.steps:
        points.append((step.days, started))
        started = 1 - step.waiting
        points.append((step.days, started))
    return line_chart(
        name="slip-chart",
        title=_("Share that had started, by days after the announced window"),
        description=_("A rising line: how many of all entries had started so many days after their window."),
        lines=[Line(_("Started"), points)],
        axes=(_("Days after the window"), _("Had started")),
        show=(lambda value: format_number(value), lambda value: format_percent(value)),
    )


def _baseline(baseline: Baseline) -> str:
    if baseline.days_before is None:
        return _("As first published")
    return _("As it stood %(days)s days before the end of the first window", days=baseline.days_before)


def _direction(direction: Direction) -> str:
    return {
        Direction.LATER: _("Later"),
        Direction.EARLIER: _("Earlier"),
        Direction.UNCHANGED: _("Not at all"),
        Direction.UNKNOWN: _("Not known: no window at first or at last"),
    }[direction]


def _grouping(by: Grouping) -> str:
    return {
        Grouping.UNIT: _("By unit"),
        Grouping.CATEGORY: _("By what is bought (CPV division)"),
        Grouping.HORIZON: _("By how far ahead it was announced"),
    }[by]


def _group_name(by: Grouping, key: str) -> str:
    if not key:
        return _("not said")
    if by is Grouping.HORIZON:
        return {
            Horizon.NEAR: _("up to 180 days"),
            Horizon.MIDDLE: _("181 to 365 days"),
            Horizon.FAR: _("more than a year"),
        }[Horizon(key)]
    if by is Grouping.CATEGORY:
        words = cpv.label(key.ljust(8, "0"), current_language())
        return f"{key}: {words}" if words else _("%(division)s (first digits of the CPV code)", division=key)
    return key


@public_page
def about() -> str:
    """What the roadmap is, that it is no commitment and no notice in law, and how its figures are made."""
    buyer = the_reader().buyer
    return page("about", sample=not buyer.ocid_prefix)


for _rule, _view in (
    ("/", entries),
    ("/timeline", timeline),
    ("/reliability", reliability),
    ("/about", about),
    ("/entries/<key>", entry),
):
    blueprint.add_url_rule(f"{PUBLIC}{_rule}", f"public_{_view.__name__}", _view)
