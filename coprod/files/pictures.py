"""Pictures are made clean, and ours are drawn, in a short process of its own: see picture_process.py."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any, NamedTuple

from coprod.files.recognise import KNOWN, LARGEST_SVG, MEGABYTE, Kind, Refused, size_of

PROGRAM = Path(__file__).parent / "picture_process.py"
SECONDS = 30
CANNOT = "This picture cannot be drawn. Save it as PNG, then choose it again"
# One at a time in each process: each may need hundreds of megabytes for a moment.
_one_at_a_time = BoundedSemaphore()


class Picture(NamedTuple):
    """A picture as it is kept and sent."""

    content: bytes
    kind: Kind
    width: int
    height: int


def cleaned(file: IO[bytes], *, width: int, height: int) -> Picture:
    """An uploaded PNG, JPEG or SVG made anew as a picture no larger than that. Raises `Refused`, which says why."""
    size = size_of(file)
    if not size:
        raise Refused("The file is empty. Choose another one")
    if size > KNOWN[Kind.PNG].largest:
        raise Refused(f"The picture is too large: it can have {KNOWN[Kind.PNG].largest // MEGABYTE} MB")
    content = file.read()
    file.seek(0)
    if size > LARGEST_SVG and b"<svg" in content[:20_000]:
        raise Refused("The SVG is too large: it can have 500 KB. Save it as PNG, then choose it again")
    return _run({"do": "clean", "width": width, "height": height}, content)


def drawn(svg: str, *, width: int, height: int, fonts: list[Path]) -> Picture:
    """One of our own drawings as a picture."""
    asked = {"do": "draw", "width": width, "height": height, "fonts": [str(font) for font in fonts]}
    return _run(asked, svg.encode())


def _run(asked: dict[str, Any], content: bytes) -> Picture:
    command = [sys.executable, "-I", "-B", str(PROGRAM)]  # without our environment: there are secrets in it
    try:
        with _one_at_a_time:
            done = subprocess.run(
                command,
                input=json.dumps(asked).encode() + b"\n" + content,
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            )
    except (subprocess.SubprocessError, OSError) as error:
        raise Refused(CANNOT) from error
    line, _, picture = done.stdout.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise Refused(told["refused"])
    return Picture(picture, Kind(told["kind"]), told["width"], told["height"])
