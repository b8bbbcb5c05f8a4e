"""A Word file as PDF, by LibreOffice where it is installed. Its macros are off and it reaches no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from marketkit.errors import MarketkitError

PATIENCE = 60


class NoPdfError(MarketkitError):
    """No PDF could be made: the program is missing, or gave up."""


def pdf_of(content: bytes, *, program: str = "soffice") -> bytes:
    """The PDF of a .docx file. Raises NoPdfError."""
    found = shutil.which(program)
    if found is None:
        raise NoPdfError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="marketkit-pdf-") as name:
        folder = Path(name)
        (folder / "draft.docx").write_bytes(content)
        command = [
            found,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            str(folder),
            str(folder / "draft.docx"),
        ]
        environment = {"HOME": name, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, env=environment)
            return (folder / "draft.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NoPdfError("LibreOffice could not make the PDF") from error
