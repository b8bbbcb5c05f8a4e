"""Template packages: a folder of texts and questions read into a Template, with every fault, its file and line.

A template is made of its own folder and of what it takes from `_shared`. `template_of` reads the same from memory, so
that a version that was stored with a draft is read as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from marketkit.contracts.soundness import unsound
from marketkit.contracts.template import Template
from marketkit.contracts.template_reader import SHARED, TEMPLATE_FILE, TemplateReader
from marketkit.errors import BadInput, Fault
from marketkit.said import say

_TEXTS = ("*.yaml", "*.md")


def find_templates(root: Path) -> tuple[Path, ...]:
    """The folders of the templates below `root`, in alphabetical order."""
    return tuple(
        sorted(path.parent for path in root.glob(f"*/{TEMPLATE_FILE}") if path.parent.name != SHARED)
    )


def read_template(folder: Path) -> Template:
    """The template in a folder, with `_shared` beside it. Raises BadInput with every fault, its file and line."""
    if not (folder / TEMPLATE_FILE).is_file():
        raise BadInput([Fault(say("no {file} stands in this folder", file=TEMPLATE_FILE), file=str(folder))])
    files = {
        f"{part.name}/{path.relative_to(part).as_posix()}": path.read_bytes()
        for part in (folder, folder.parent / SHARED)
        for pattern in _TEXTS
        for path in sorted(part.rglob(pattern))
    }
    return _cached(folder.name, tuple(files.items()), folder.parent)


@lru_cache(
    maxsize=16
)  # reading takes some tenths of a second, and every page about a draft asks for its template
def _cached(id_: str, files: tuple[tuple[str, bytes], ...], shown_in: Path) -> Template:
    return template_of(id_, dict(files), shown_in=shown_in)


def template_of(id_: str, files: Mapping[str, bytes], *, shown_in: Path | None = None) -> Template:
    """The template `id_` from files by name ("pilot/template.yaml", "_shared/clauses/purpose.en.md").

    `shown_in` is the folder that messages name before the files. Raises BadInput with every fault.
    """
    reader = TemplateReader(id_, files, shown_in)
    template = reader.read()
    faults = [*reader.faults, *(unsound(template) if template else ())]
    if template is None or faults:
        raise BadInput(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file or "", fault.line or 0)))
    return replace(template, sources=dict(reader.used), hash=_hash(reader.used))


def _hash(sources: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and contents of the files, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(sources):
        for part in (name.encode(), sources[name]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
