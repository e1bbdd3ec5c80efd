"""Several files as one ZIP that begins at once, at any size, and never stands in memory as a whole."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Response

from coprod.database import uk_today


class _Leaving:
    """What a ZIP is written to: it keeps what was written until that is taken, and nothing can be sought in it."""

    def __init__(self) -> None:
        self._written, self._at = bytearray(), 0

    def write(self, data: Any) -> int:
        self._written += data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def attachment(name: str, files: Mapping[str, Iterable[bytes]]) -> Response:
    """The files by their names, in one with the day in its name."""
    response = Response(chunks(files), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{uk_today()}.zip")
    return response


def chunks(files: Mapping[str, Iterable[bytes]]) -> Iterator[bytes]:
    """The ZIP, as it is made."""
    leaving: Any = _Leaving()
    with zipfile.ZipFile(leaving, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in files.items():
            with packed.open(name, "w", force_zip64=True) as file:
                for chunk in content:
                    file.write(chunk)
                    if taken := leaving.take():
                        yield taken
    yield leaving.take()
