"""What feeds and calendars say in words, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from marketkit.roadmap.atom import FeedWords
from marketkit.roadmap.calendars import CalendarWords
from marketkit.roadmap.labels import LABELS, window_text
from marketkit.roadmap.plan import DialogueDate, Entry, PlanVersion


def roadmap_title(buyer_name: str) -> str:
    """What a whole roadmap is called."""
    title: str = _("Planned procurements: %(buyer)s", buyer=buyer_name)
    return title


def feed_words(title: str) -> FeedWords:
    """The words of a feed with this title."""
    return FeedWords(title, content=_content)


def calendar_words(buyer_name: str) -> CalendarWords:
    """The words of a calendar of this buyer's."""
    return CalendarWords(roadmap_title(buyer_name), _window_title, _dialogue_title)


def _content(entry: Entry, version: PlanVersion) -> str:
    plan = version.plan
    told = [
        window_text(plan.window) if plan.window else _("No time said yet"),
        plan.need,
        plan.resident_change,
        f"{LABELS[version.reason]}. {version.note}".strip(),
    ]
    return "\n\n".join(text for text in told if text)


def _window_title(entry: Entry) -> str:
    title: str = _("%(title)s: competition announced", title=entry.plan.title)
    return title


def _dialogue_title(entry: Entry, dialogue: DialogueDate) -> str:
    return f"{entry.plan.title}: {LABELS[dialogue.kind]}"
