"""An application whose pages take their time, as while a database hangs; but for `/health`, as ours."""

import time
from collections.abc import Iterable
from typing import Any

TAKES = 4.0  # seconds


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/health":
        time.sleep(TAKES)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok\n"]
