"""A page that shows every macro of the shell with realistic content; exists only in the tests."""

from __future__ import annotations

from fractions import Fraction

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.exceptions import ServiceUnavailable
from wtforms import (
    BooleanField,
    DateField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email

from marketkit import access
from marketkit.versions import Difference, StaleVersionError
from marketkit.web.charts import Bar, Interval, interval_chart, stacked_bars
from marketkit.web.language import format_number, format_percent

CRITERIA = ("Price", "Quality of the follow-up at home", "Competence and continuity", "Environment")
BIDS = (
    ("Nordlys Omsorg AS", (36, 28, 15, Fraction(17, 2))),
    ("Eksempel Digital Oppfølging og Velferdsteknologi Norge AS", (40, 20, 12, 9)),
    ("Fjordhelse", (30, 25, 18, 7)),
)


class ExampleForm(FlaskForm):
    title = StringField(
        "Title", [DataRequired()], description="What the procurement is called in the roadmap."
    )
    email = StringField("Contact", [DataRequired(), Email()])
    need = TextAreaField("The need in plain words")
    regime = SelectField(
        "Regime", choices=[SelectChoice("no", "Norway"), SelectChoice("eu", "European Union")]
    )
    kind = RadioField(
        "Kind of contract",
        [DataRequired()],
        choices=[SelectChoice("one", "One supplier"), SelectChoice("more", "Several")],
    )
    starts = DateField("Starts on")
    password = PasswordField("Password", [DataRequired()])
    bids = FileField("Bids", description="A .csv or .xlsx file.")
    sure = BooleanField("I have read the procurement documents", [DataRequired()])


def blueprint() -> Blueprint:
    pages = Blueprint("styleguide", __name__, template_folder="templates", url_prefix="/styleguide")

    @pages.route("/", methods=["GET", "POST"])
    @access.public
    def everything() -> ResponseReturnValue:
        form = ExampleForm()
        if form.validate_on_submit():
            flash("Saved.", "success")
            return redirect(url_for(".everything"))
        return render_template("styleguide/everything.html", form=form, bids=BIDS, **charts())

    @pages.route("/confirm", methods=["GET", "POST"])
    @access.public
    def confirm() -> ResponseReturnValue:
        form = FlaskForm()
        words = {"title": "Withdraw the bid?", "text": "This cannot be undone.", "action": "Withdraw"}
        return render_template("web/confirm.html", form=form, back="/styleguide/", danger=True, **words)

    @pages.route("/error/<int:code>")
    @access.public
    def error(code: int) -> ResponseReturnValue:
        if code == 500:
            raise RuntimeError("a secret from inside")
        if code == 503:
            raise ServiceUnavailable("Come back at noon.", retry_after=7)
        abort(code)

    @pages.route("/stale")
    @access.public
    def stale() -> ResponseReturnValue:
        raise StaleVersionError(
            shown=1, stored=2, differences=(Difference("title", "<b>Mine</b>", "Theirs"),)
        )

    return pages


def charts() -> dict[str, object]:
    points = stacked_bars(
        name="points",
        title="Points by criterion",
        description="Nordlys Omsorg AS has 87.5 points, Eksempel 81, Fjordhelse 80.",
        series=CRITERIA,
        bars=[Bar(name, values, format_number(sum(values), 2)) for name, values in BIDS],
        show=lambda value: format_number(value, 2, trim=True),
    )
    weights = interval_chart(
        name="weights",
        title="How far each weight can move",
        description="Price can weigh from 12 to 47 %, environment anything.",
        intervals=[Interval("Price", 12, 47, 40), Interval("Environment", 0, 100, 10)],
        low=0,
        high=100,
        words=("The same bid stays first", "The weight now"),
        show=lambda value: format_percent(value / 100),
    )
    return {"points": points, "weights": weights}
