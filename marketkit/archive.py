"""The one file a backup is: a tar with a manifest first, then the database, uploaded files, and keys when asked.

The manifest says what was saved and holds the SHA-256 of every member, so that a damaged archive is refused before
anything is replaced. Members are read by their listed names only; nothing is unpacked by path.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from marketkit.errors import MarketkitError

FORMAT = 1
MANIFEST = "manifest.json"
MAX_MANIFEST = 50_000_000
CHUNK = 1 << 20
_MEMBER = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{62}|keys/[a-z]+")


class BackupError(MarketkitError):
    """A backup or a restore cannot be done; says why, and nothing was changed unless it says otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What an archive holds. `key_prints` are digests by which the installation's own keys can be recognised."""

    format: int
    program: str
    made: str
    backend: str
    revision: str
    entries: int
    head: str
    key_prints: Mapping[str, str]
    members: Mapping[str, str]

    @property
    def database(self) -> str:
        return "database.sqlite3" if self.backend == "sqlite" else "database.dump"

    @property
    def files(self) -> list[str]:
        return [name for name in self.members if name.startswith("files/")]

    @property
    def keys(self) -> list[str]:
        return [name for name in self.members if name.startswith("keys/")]


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_archive(target: Path, manifest: Manifest, sources: Mapping[str, Path]) -> None:
    """Write the archive beside its final name and move it there, readable by its owner only."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w") as archive:
                text = json.dumps(asdict(manifest), indent=1).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text))
                for name, path in sources.items():
                    archive.add(path, arcname=name, recursive=False)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


class Archive:
    """A backup opened for reading; every member is checked against the manifest when the archive is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - closed by close()
            self.manifest = self._read_manifest()
            self._check_members()
        except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
            raise BackupError(f"{path} is not a backup that can be read: {error}") from None

    def close(self) -> None:
        self._tar.close()

    def extract(self, name: str, target: Path) -> None:
        """Write one member to a file of our choosing, readable by its owner only."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out, self._open(name) as stream:
            while chunk := stream.read(CHUNK):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())

    def read(self, name: str) -> bytes:
        with self._open(name) as stream:
            return stream.read()

    def _open(self, name: str) -> IO[bytes]:
        try:
            stream = self._tar.extractfile(name)
        except KeyError:
            stream = None
        if stream is None:
            raise BackupError(f"{self.path} lacks {name}, which its manifest lists")
        return stream

    def _read_manifest(self) -> Manifest:
        first = self._tar.next()
        if first is None or first.name != MANIFEST or not first.isfile() or first.size > MAX_MANIFEST:
            raise ValueError("it does not begin with a manifest")
        manifest = Manifest(**json.loads(self.read(MANIFEST)))
        if manifest.format != FORMAT:
            raise ValueError(f"it has format {manifest.format}; this program reads format {FORMAT}")
        for name in manifest.members:
            if name != manifest.database and not _MEMBER.fullmatch(name):
                raise ValueError(f"it lists a member {name}")
        if manifest.database not in manifest.members:
            raise ValueError("it holds no database")
        return manifest

    def _check_members(self) -> None:
        for name, expected in self.manifest.members.items():
            with self._open(name) as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
            if found != expected:
                raise ValueError(f"{name} is damaged")
