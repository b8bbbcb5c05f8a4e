"""Templates that are offered, and template versions as they were when a contract began.

A version is immutable, whether it came from a folder or from elsewhere: its files are stored, and it is read from them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from marketkit.contracts.findings import Finding
from marketkit.contracts.lint import lint, passes, unreadable
from marketkit.contracts.models import TemplateVersion
from marketkit.contracts.packages import find_templates, read_template, template_of
from marketkit.contracts.template import Status, Template
from marketkit.db import begin_write, db
from marketkit.errors import BadInput

# Any moment will do, as long as the same files always make the same bytes.
_MOMENT = (2020, 1, 1, 0, 0, 0)


def all_templates(root: Path) -> dict[str, Template | BadInput]:
    """Every template below a folder by its id; for one that cannot be read, its faults."""
    return {folder.name: _as_it_stands(folder, _state(root)) for folder in find_templates(root)}


def offered_templates(root: Path, today: date) -> list[Template]:
    """The templates that a contract can be begun from: those that are approved and in which no error is found, by id."""
    found = (template for template in all_templates(root).values() if isinstance(template, Template))
    approved = [template for template in found if template.status is Status.APPROVED]
    return [template for template in approved if passes(findings_of(root, template.id, today))]


def findings_of(root: Path, id_: str, today: date) -> tuple[Finding, ...]:
    """What is found wrong in the template `id_` below a folder, or worth a look, on this day."""
    return _linted(root / id_, _state(root), today)


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes whenever somebody writes a file below the folder: names, times (nanoseconds), sizes (bytes)."""
    files = ((path, path.stat()) for path in sorted(root.rglob("*.*")) if path.is_file())
    return tuple((str(path), found.st_mtime_ns, found.st_size) for path, found in files)


@lru_cache(maxsize=64)
def _as_it_stands(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Template | BadInput:
    try:
        return read_template(folder)
    except BadInput as faults:
        return faults


@lru_cache(maxsize=64)
def _linted(folder: Path, state: tuple[tuple[str, int, int], ...], today: date) -> tuple[Finding, ...]:
    found = _as_it_stands(folder, state)
    return unreadable(found.faults) if isinstance(found, BadInput) else lint(found, today=today)


def keep_version(template: Template) -> TemplateVersion:
    """The row of this version of a template, stored now if nobody has used it before. Begins the write transaction."""
    files = _zipped(template.sources)
    session = begin_write()
    query = select(TemplateVersion).where(TemplateVersion.sha256 == template.hash)
    found = session.scalar(query)
    if found is None:
        found = TemplateVersion(
            template=template.id,
            version=template.version,
            sha256=template.hash,
            files=files,
            created_at=datetime.now(UTC),
        )
        session.add(found)
        session.flush()
    return found


def kept_template(version_id: int) -> Template:
    """The template as it was stored."""
    return _kept(db.session.get_one(TemplateVersion, version_id).sha256)


@lru_cache(maxsize=64)
def _kept(sha256: str) -> Template:
    version = db.session.scalars(select(TemplateVersion).where(TemplateVersion.sha256 == sha256)).one()
    return template_of(version.template, _unzipped(version.files))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
