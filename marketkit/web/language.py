"""Which language a page speaks, and numbers, amounts and dates in it.

The choice, in order: `?lang=` in the address (kept in a cookie from then on), the cookie, the person's own setting,
what the browser asks for, the installation's first language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, force_locale, get_locale, gettext

from marketkit import access
from marketkit.said import Figure, Said
from marketkit.web import formats
from marketkit.web.formats import Exact

# English as written in Britain: the day before the month, and 24 hours.
LOCALES = {"en": Locale("en", "GB"), "nb": Locale("nb")}
NAMES = {"en": "English", "nb": "Norsk bokmål"}
# What browsers ask for and a reader of bokmål follows without effort.
UNDERSTOOD_AS = {"no": "nb", "nn": "nb"}
COOKIE = "marketkit_language"
COOKIE_SECONDS = 365 * 24 * 3600
ZONE = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The page one is on, in another language."""

    code: str
    name: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    """Speak the reader's language in every page and format numbers and dates in it."""
    Babel(
        app,
        default_translation_directories=str(Path(__file__).parent / "translations"),
        locale_selector=lambda: LOCALES[chosen_language()],
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    filters: dict[str, Callable[..., str]] = {
        "number": format_number,
        "money": format_money,
        "percent": format_percent,
        "date": format_date,
        "moment": format_moment,
        "said": said,
    }
    for name, function in filters.items():
        app.add_template_filter(function, name)
    app.context_processor(lambda: {"language": current_language(), "language_links": language_links()})
    app.after_request(_remember)


def available() -> tuple[str, ...]:
    """The codes of this installation's languages, the first being its own."""
    languages: tuple[str, ...] = current_app.extensions["marketkit_settings"].languages
    return languages


def chosen_language() -> str:
    """The code of the language to use for this request; the installation's own outside of one."""
    languages = available()
    if not request:
        return languages[0]
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE), _own_setting()):
        if wish in languages:
            return wish
    for tag, _quality in request.accept_languages:
        code = tag.replace("_", "-").split("-")[0].lower()
        code = UNDERSTOOD_AS.get(code, code)
        if code in languages:
            return code
    return languages[0]


def _own_setting() -> str | None:
    """The language in the signed-in person's settings, where somebody has been loaded for this request."""
    wish = getattr(g.get("_login_user"), "language", None)
    return wish if isinstance(wish, str) else None


def current_language() -> str:
    """The code of the language being spoken, also inside `in_language`."""
    locale = get_locale()
    return locale.language if locale else "en"


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak another language for a while: a report or letter is written in its own."""
    with force_locale(LOCALES[code]):
        yield


def language_links() -> list[LanguageLink]:
    """This page in each language of the installation; the start page where this one cannot be asked for again."""
    methods = request.url_rule.methods if request.url_rule else None
    again = methods is None or "GET" in methods
    path = quote("/" + request.path.lstrip("/")) if again else "/"
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    now = current_language()
    links = []
    for code in available():
        query = urlencode([*(arguments if again else []), ("lang", code)])
        url = f"{request.script_root}{path}?{query}"
        links.append(LanguageLink(code, NAMES[code], url, code == now))
    return links


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in available():
        https = current_app.extensions["marketkit_settings"].https
        response.set_cookie(
            COOKIE, wish, max_age=COOKIE_SECONDS, secure=https, httponly=True, samesite="Lax", path="/"
        )
    if response.mimetype == "text/html":
        response.vary.update(("Cookie", "Accept-Language"))
    return response


def _locale() -> Locale:
    return get_locale() or LOCALES["en"]


def format_number(value: Exact, places: int = 0, trim: bool = False) -> str:
    """An exact number in the reader's language; see `formats.number_text`."""
    return formats.number_text(value, places, _locale(), trim=trim)


def format_money(amount: Exact, currency: str, places: int | None = None) -> str:
    """An exact amount of the currency's major unit in the reader's language; see `formats.money_text`."""
    return formats.money_text(amount, currency, _locale(), places=places)


def format_percent(share: Exact, places: int = 0, trim: bool = False) -> str:
    """A share of one as a percentage in the reader's language; see `formats.percent_text`."""
    return formats.percent_text(share, _locale(), places=places, trim=trim)


def format_date(day: date) -> str:
    """A calendar day in the reader's language. A point in time has no day before its zone is known: TypeError."""
    if isinstance(day, datetime):
        raise TypeError("a point in time is shown with format_moment")
    return formats.date_text(day, _locale())


def format_moment(moment: datetime) -> str:
    """A point in time on the clocks of the buyer whose page this is, else of Norway."""
    buyer = access.current_buyer()
    zone = ZoneInfo(buyer.zone) if buyer else ZONE
    return formats.moment_text(moment, zone, _locale())


def said(sentence: str) -> str:
    """A sentence made by pure code (`errors.say`) in the reader's language; any other text as it is."""
    if not isinstance(sentence, Said):
        return sentence
    return sentence.translated(gettext, format_figure, format_date)


def format_figure(figure: Figure) -> str:
    """A figure of such a sentence in the reader's language."""
    return format_number(figure.value, figure.places, trim=not figure.padded)
