"""Style sheets, scripts, fonts and pictures, served under an address that changes with their content.

They go past the application (WhiteNoise), so they cost no session and no database, and browsers keep them for good.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, request
from whitenoise import WhiteNoise

from marketkit.errors import MarketkitError
from marketkit.web.headers import ALWAYS

STATIC = Path(__file__).parent / "static"


class PageFilesMissingError(MarketkitError):
    """The files fetched when the package is built or installed are not there."""


def init_app(app: Flask) -> None:
    """Serve the static folder and give templates `static("name")`, the address of one of its files."""
    if not (STATIC / "vendor" / "STAMP").is_file():
        raise PageFilesMissingError(
            "The pages' style sheets are missing. Run `make run`, or `pip install .` again."
        )
    prefix = f"static/{_version(STATIC)}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix=prefix,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=lambda headers, _path, _url: [
            headers.add_header(*pair) for pair in ALWAYS.items()
        ],
        allow_all_origins=False,
    )

    def static(name: str) -> str:
        if not (STATIC / name).is_file():
            raise LookupError(f"no file {name} among the static files")
        root = request.script_root if request else ""
        return f"{root}/{prefix}/{name}"

    app.jinja_env.globals["static"] = static


def _version(folder: Path) -> str:
    """A short name that changes when any file in the folder does."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
