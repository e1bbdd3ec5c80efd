"""The partnership as a process keeps it between requests."""

from typing import Any


class Kept:
    """The partnership and its lists as this process has read them: right as long as the version does not move."""

    def __init__(self, partnership: Any) -> None:
        self.partnership = partnership
        self.lists: dict[str, list[dict[str, Any]]] = {}
