"""The folder that a published site stands in. A reader sees the whole old site or the whole new one, never a part.

    DIR/site                         a symbolic link to the version that stands; let the web server serve this
    DIR/.versions/<moment>/site      the files of a version
    DIR/.versions/<moment>/manifest.json

A new version is written beside the others, files that did not change are the same files (hard links, with the time
they were written), and when all is there the link is replaced by a rename, which POSIX does in one step. The version
before stays for whoever is reading it. A version that was never finished is removed by the next run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marketkit.errors import MarketkitError

try:
    import fcntl
except ImportError:  # Windows; there two runs at once are not kept apart
    fcntl = None  # type: ignore[assignment]

SITE, VERSIONS, MANIFEST, UNFINISHED = "site", ".versions", "manifest.json", ".unfinished"
FORMAT = 1


class SiteFolderError(MarketkitError):
    """The folder cannot hold a site, or another run is writing into it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did to the files of the site, by their paths below it."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]


@dataclass(slots=True)
class Manifest:
    """What a version was made from (`tags`, by whatever names its maker likes) and the SHA-256 of its files."""

    tags: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


class SiteFolder:
    """Takes the files of a new version one by one; `finish` lets it stand. Use it in a `with`: it holds a lock."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.versions = out / VERSIONS
        self.written: list[str] = []
        self.new = Manifest()
        self.kept: set[str] = set()

    def __enter__(self) -> SiteFolder:
        self.versions.mkdir(parents=True, exist_ok=True)
        self._lock()
        for left in self.versions.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        for link in self.out.glob(f".{SITE}.*"):
            link.unlink()
        link = self.out / SITE
        if link.exists() and not link.is_symlink():
            raise SiteFolderError(f"{link} is no link made by this program; choose another folder")
        self.current = link.resolve().parent if link.exists() else None
        self.old = self._manifest()
        self.stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self.work = self.versions / f"{self.stamp}{UNFINISHED}"
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        os.close(self.lock)

    def keep(self, files: Iterable[str]) -> bool:
        """Let these files stand as they are, if all are there; else none is kept."""
        found = list(files)
        if not all(file in self.old.files and self._old_file(file).is_file() for file in found):
            return False
        for file in found:
            self._hold(file, self.old.files[file])
            self.kept.add(file)
        return True

    def put(self, file: str, pieces: bytes | Iterable[bytes]) -> None:
        """A file of the new version; where its content is the old one's, the old file stands on."""
        path = self.work / SITE / file
        if isinstance(pieces, bytes) and self._is_old(file, hashlib.sha256(pieces).hexdigest()):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("xb") as stream:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                digest.update(piece)
                stream.write(piece)
        if self._is_old(file, digest.hexdigest()):
            path.unlink()
            return
        self._hold(file, digest.hexdigest())
        self.written.append(file)

    def finish(self, tags: dict[str, Any]) -> Report:
        """Let the new version stand; where no file differs, the old one does."""
        self.new.tags = tags
        removed = tuple(sorted(self.old.files.keys() - self.new.files.keys()))
        report = Report(tuple(sorted(self.written)), len(self.kept), removed)
        if self.current is not None and not self.written and not removed:
            self._write_manifest(self.current)
            return report
        for file in self.kept:
            self._link(self._old_file(file), self.work / SITE / file)
        self._write_manifest(self.work)
        os.sync() if hasattr(os, "sync") else None
        version = self.versions / self.stamp
        self.work.rename(version)
        self._point_to(version)
        self._remove_all_but(version, self.current)
        return report

    def _lock(self) -> None:
        self.lock = os.open(self.versions / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        if fcntl is None:
            return
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self.lock)
            raise SiteFolderError(f"another run is writing into {self.out}") from None

    def _manifest(self) -> Manifest:
        """What the version that stands was made from; an empty one where that cannot be read."""
        if self.current is None:
            return Manifest()
        try:
            read = json.loads((self.current / MANIFEST).read_bytes())
            return Manifest(read["tags"], read["files"]) if read["format"] == FORMAT else Manifest()
        except (OSError, ValueError, KeyError, TypeError):
            return Manifest()

    def _write_manifest(self, version: Path) -> None:
        text = json.dumps({"format": FORMAT, "tags": self.new.tags, "files": self.new.files}, sort_keys=True)
        part = version / f"{MANIFEST}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(version / MANIFEST)

    def _old_file(self, file: str) -> Path:
        assert self.current is not None  # asked only of files of a version that stands
        return self.current / SITE / file

    def _is_old(self, file: str, digest: str) -> bool:
        if self.old.files.get(file) != digest or not self._old_file(file).is_file():
            return False
        self._hold(file, digest)
        self.kept.add(file)
        return True

    def _hold(self, file: str, digest: str) -> None:
        if file in self.new.files:
            raise SiteFolderError(f"the site has two files called {file}")
        self.new.files[file] = digest

    def _link(self, old: Path, new: Path) -> None:
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, new)
        except OSError:  # a file system without hard links
            shutil.copy2(old, new)

    def _point_to(self, version: Path) -> None:
        fresh = self.out / f".{SITE}.{self.stamp}"
        fresh.symlink_to(Path(VERSIONS) / version.name / SITE, target_is_directory=True)
        fresh.replace(self.out / SITE)

    def _remove_all_but(self, *kept: Path | None) -> None:
        """Leave the new version and the one before it."""
        names = {each.name for each in kept if each is not None}
        for folder in self.versions.iterdir():
            if folder.is_dir() and folder.name not in names:
                shutil.rmtree(folder)
