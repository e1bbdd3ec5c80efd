"""Templates are compiled once for all who test, and not by each application of each worker anew."""

import hashlib
import shutil

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from coprod.config import ROOT

KEPT = ROOT / ".pytest_cache" / "templates"


def compile_templates_once() -> None:
    """All applications of all workers, and of the next run, share what a template was compiled to.

    What it is compiled to depends on its own words, which Jinja compares, and on what this house puts into Jinja.
    """
    files = [*sorted((ROOT / "coprod").rglob("*.py")), ROOT / "constraints.txt"]
    ours = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    (KEPT / ours).mkdir(parents=True, exist_ok=True)
    for other in {path.name for path in KEPT.iterdir()} - {ours}:
        shutil.rmtree(KEPT / other, ignore_errors=True)
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(KEPT / ours))}
