"""The log: when, how bad, which request, and what was wrong, in words that whoever runs the site can act on.

    2026-11-30T20:04:05Z ERROR 3f9a1c2b coprod.mail: letter 12 is given up after try 8. The mail server ...

What people wrote, addresses and codes never stand there. So of an exception only its kind and its places in the code
are written: its message may quote anything. Of what others log, only the numbers are filled in.
"""

import logging
import re
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, current_app, has_request_context, request

from coprod.config import ROOT
from coprod.database_trouble import trouble

NUMBER = "coprod.request"  # in what is known of a request
GIVEN = re.compile(r"[\w-]{8,64}")
OURS = re.compile(r"(coprod|alembic)(\.|$)")


def request_number() -> str:
    """What tells this request from others, in the log and on an error page; "-" outside a request.

    The proxy's own (`X-Request-ID`), where there is one that is trusted.
    """
    if not has_request_context():
        return "-"
    known = request.environ
    if NUMBER not in known:
        given = request.headers.get("X-Request-ID", "") if current_app.config["COPROD"].proxies else ""
        known[NUMBER] = given if GIVEN.fullmatch(given) else secrets.token_hex(4)
    number: str = known[NUMBER]
    return number


class Line(logging.Formatter):
    """One line for what was logged, and one for each place in the code where an exception came by."""

    def format(self, record: logging.LogRecord) -> str:
        """Nothing but what may be kept."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        words = record.getMessage() if OURS.match(record.name) else _said_by_others(record)
        lines = [f"{at} {record.levelname} {request_number()} {record.name}: {' '.join(words.split())}"]
        if record.exc_info and record.exc_info[1]:
            wrong = trouble(record.exc_info[1])
            if wrong:
                return f"{lines[0]}. {wrong}"
            lines += _places(record.exc_info[1], record.exc_info[2])
        return "\n".join(lines)


def _said_by_others(record: logging.LogRecord) -> str:
    given: Any = record.args if isinstance(record.args, tuple) else ()
    shown = tuple(each if isinstance(each, int | float) else "…" for each in given)
    try:
        return str(record.msg) % shown if shown else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)


def _places(error: BaseException, trace: TracebackType | None) -> list[str]:
    lines = [f"  {type(error).__module__}.{type(error).__name__}"]
    for frame in traceback.extract_tb(trace):
        path = Path(frame.filename)
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) and ".venv" not in path.parts else path.name
        lines.append(f"    {name}:{frame.lineno} in {frame.name}")
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines + (_places(before, before.__traceback__) if before else [])


def init_app(app: Flask) -> None:
    """Log as this says, unless whoever started the process has arranged for something else."""
    app.jinja_env.globals["request_number"] = request_number
    root = logging.getLogger()
    if not app.testing and not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Line())
        root.addHandler(handler)
