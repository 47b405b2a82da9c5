"""Prints a manuscript through LibreOffice, from the Word document made of it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from corpus.press import word
from pipeline.manuscript import Manuscript


def press(manuscript: Manuscript, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.docx"
        word.press(manuscript, source)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        (Path(folder) / f"{path.stem}.pdf").replace(path)
