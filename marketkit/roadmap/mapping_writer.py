"""Writes a mapping as the file that `mapping_reader` reads, for whoever wants to keep or change one. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from marketkit.roadmap.mapping import KRONER, ColumnMapping, Source
from marketkit.roadmap.window_words import PLAIN


def mapping_text(mapping: ColumnMapping) -> str:
    """The mapping in YAML; what is as it would be anyway is left out."""
    return "\n".join(_lines(mapping)) + "\n"


def _lines(mapping: ColumnMapping) -> Iterator[str]:
    yield f"list: {_quoted(mapping.list_name)}"
    if mapping.key:
        yield f"key: {_one_or_more(mapping.key)}"
    if mapping.as_of_column:
        yield f"as_of: {{column: {_quoted(mapping.as_of_column)}}}"
    elif mapping.as_of:
        yield f"as_of: {mapping.as_of.isoformat()}"
    yield from _styles(mapping)
    yield "fields:"
    for name, source in mapping.fields.items():
        yield f"  {name}: {_source(source)}"
    if mapping.ignored:
        yield f"ignored: {_one_or_more(mapping.ignored)}"


def _styles(mapping: ColumnMapping) -> Iterator[str]:
    if mapping.dates != PLAIN:
        said = []
        if mapping.dates.order:
            said.append(f"order: {mapping.dates.order.value}")
        if mapping.dates.fiscal_year_starts:
            said.append(f"fiscal_year_starts: {mapping.dates.fiscal_year_starts}")
        yield f"dates: {{{', '.join(said)}}}"
    amounts = mapping.amounts
    if amounts != KRONER:
        said = [f"currency: {amounts.currency}"]
        if amounts.group_mark:
            said.append(f"group_mark: {_quoted(amounts.group_mark)}")
        if amounts.times != 1:
            said.append(f"times: {amounts.times}")
        if amounts.zero_is_nothing:
            said.append('zero_is_nothing: "yes"')
        yield f"amounts: {{{', '.join(said)}}}"


def _source(source: Source) -> str:
    if source == Source(columns=source.columns[:1]) and source.columns:
        return _quoted(source.columns[0])
    said = []
    if source.constant:
        said.append(f"constant: {_quoted(source.constant)}")
    elif source.until:
        said += [f"from: {_quoted(source.columns[0])}", f"until: {_quoted(source.until)}"]
    elif len(source.columns) == 1:
        said.append(f"column: {_quoted(source.columns[0])}")
    else:
        said.append(f"columns: {_many(source.columns)}")
    if source.join != " ":
        said.append(f"join: {_quoted(source.join)}")
    if source.words:
        pairs = (f"{_quoted(word)}: {_quoted(meaning)}" for word, meaning in source.words.items())
        said.append(f"words: {{{', '.join(pairs)}}}")
    if source.nothing:
        said.append(f"nothing: {_many(source.nothing)}")
    if source.leave_out:
        said.append("unreadable: leave-out")
    return f"{{{', '.join(said)}}}"


def _one_or_more(texts: Sequence[str]) -> str:
    return _quoted(texts[0]) if len(texts) == 1 else _many(texts)


def _many(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """A text in the marks that JSON and YAML share."""
    return json.dumps(text, ensure_ascii=False)
