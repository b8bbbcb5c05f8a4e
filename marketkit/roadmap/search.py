"""Full-text search in what is planned now: one way to ask, on SQLite (FTS5) and on PostgreSQL (tsvector).

The words are made here, folded ("Østfold" becomes "ostfold"), and given to both databases as they are, so that both
find the same. The last word of a question finds every word that begins with it. The tables stand beside the models,
because each database has its own kind; they are made with the others and by the migrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, MetaData, event, false, text
from sqlalchemy.orm import Session

from marketkit.db import Base
from marketkit.procurements.search import fold
from marketkit.roadmap.models import CurrentEntry

LONGEST_WORD = 80
MOST_WORDS = 20_000  # of an entry
MOST_ASKED = 20
MOST_TYPED = 500
_WORD = re.compile(r"[^\W_]+")
_SQLITE = (
    "CREATE VIRTUAL TABLE entry_search USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', "
    "prefix = '2 3 4')",
)
_POSTGRESQL = (
    "CREATE TABLE entry_search (entry_id integer CONSTRAINT pk_entry_search PRIMARY KEY "
    "CONSTRAINT fk_entry_search_entry_id_current_entry REFERENCES current_entry (entry_id) ON DELETE CASCADE, "
    "words tsvector NOT NULL)",
    "CREATE INDEX ix_entry_search_words ON entry_search USING gin (words)",
)


def words_of(texts: Iterable[str]) -> list[str]:
    """The folded words of some texts, in their order; each at most LONGEST_WORD letters."""
    found = _WORD.findall(fold(" ".join(texts)))
    return [word[:LONGEST_WORD] for word in found[:MOST_WORDS]]


def finds(typed: str, dialect: str) -> ColumnElement[bool]:
    """The condition on CurrentEntry that it holds every word of what was typed; nothing but signs finds nothing."""
    words = words_of([typed[:MOST_TYPED]])[:MOST_ASKED]
    if not words:
        return false()
    if dialect == "sqlite":
        asked = " ".join(f'"{word}"' for word in words) + "*"
        found = text("SELECT rowid FROM entry_search WHERE entry_search MATCH :asked_words")
    else:
        asked = " & ".join(f"'{word}'" for word in words) + ":*"
        found = text("SELECT entry_id FROM entry_search WHERE words @@ CAST(:asked_words AS tsquery)")
    return CurrentEntry.entry_id.in_(found.bindparams(asked_words=asked).columns(CurrentEntry.entry_id))


def keep_words(session: Session, entry_id: int, words: list[str]) -> None:
    """Let an entry be found by these words and by no others."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DELETE FROM entry_search WHERE rowid = :entry"), {"entry": entry_id})
        session.execute(
            text("INSERT INTO entry_search (rowid, words) VALUES (:entry, :words)"),
            {"entry": entry_id, "words": " ".join(words)},
        )
    else:
        session.execute(
            text(
                "INSERT INTO entry_search (entry_id, words) VALUES (:entry, array_to_tsvector(CAST(:words AS text[]))) "
                "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words"
            ),
            {"entry": entry_id, "words": sorted(set(words))},
        )


def create_table(connection: Connection) -> None:
    """Make the table the words are kept in, for this kind of database."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def _create_with_the_others(_metadata: MetaData, connection: Connection, **options: Any) -> None:
    if CurrentEntry.__table__ in options.get("tables", ()):
        create_table(connection)


event.listen(Base.metadata, "after_create", _create_with_the_others)
