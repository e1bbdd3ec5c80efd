"""The log says what to do, and never what people wrote, where they are reached, or their codes."""

import ast
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ailing import AWAY
from answering import proof
from builders import a_board, a_partnership
from coprod import jobs
from coprod.config import ROOT
from coprod.logs import Line

FORM = "/boards/better/add"
SECRETS = ["He hits me when mum is out", "anna@fernshire.example", "otter-lantern-maple-427"]
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (ERROR|WARNING) (\S+) ([\w.]+): (.+)")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What would be in the log of a site."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def quoting(*args: Any, **kwargs: Any) -> None:
    """What nobody thought of, with people's words in it: in the error, and in the one that it came of."""
    words, address, code = SECRETS
    try:
        raise KeyError(words)
    except KeyError as error:
        raise ValueError(f"invalid: {address} {code}") from error


def says_nothing_private(log: io.StringIO) -> str:
    text = log.getvalue()
    for secret in (*SECRETS, "hits", "anna", "otter", "Traceback"):
        assert secret not in text, text
    return text


def test_a_mistake_of_ours_leaves_its_place_and_the_number_that_people_are_told(client, monkeypatch, log):
    a_partnership()
    a_board()
    given = proof(client, FORM) | {"words": SECRETS[0], "audience": "not_said", "sharing": "show"}
    monkeypatch.setattr("coprod.boards.note_views.file", quoting)
    monkeypatch.setitem(client.application.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.post(f"{FORM}?email={SECRETS[1]}", data=given)
    assert answer.status_code == 500
    level, number, name, words = LINE.match(says_nothing_private(log)).groups()
    assert (level, name) == ("ERROR", "coprod") and words.startswith("boards.add failed")
    assert f"this number: 500-{number}" in answer.text and len(number) == 8
    assert "ValueError" in log.getvalue() and "KeyError" in log.getvalue() and "in quoting" in log.getvalue()


def test_what_ails_the_database_is_said_in_a_line_with_the_same_number(client, monkeypatch, log):
    a_partnership()

    def ails(*args: Any) -> None:
        raise AWAY["full disk"]()

    monkeypatch.setattr("coprod.boards.head.Head.find", ails)
    answer = client.get("/boards/better")
    (line,) = says_nothing_private(log).splitlines()
    assert "The disk of the database is full." in line
    assert f"this number: 503-{LINE.match(line)[2]}" in answer.text


def test_the_number_of_a_trusted_proxy_is_taken_and_no_other(client, monkeypatch, log):
    app = client.application
    monkeypatch.setattr("coprod.boards.head.Head.find", quoting)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    config = app.config["COPROD"]
    for proxies, given, is_taken in [
        (1, "abcdef-0123456789", True),
        (0, "abcdef-0123456789", False),
        (1, "a\tb c", False),
    ]:
        monkeypatch.setitem(app.config, "COPROD", replace(config, proxies=proxies))
        client.get("/boards/better", headers={"X-Request-ID": given})
        assert (log.getvalue().splitlines()[0].split()[2] == given) is is_taken
        log.truncate(0)
        log.seek(0)


def test_a_job_that_fails_says_which_and_what_ails_the_database_is_no_traceback(app, log):
    def looks_after_something() -> None:
        raise AWAY["starting"]()

    jobs._in_app(looks_after_something)()
    assert "the job looks_after_something was not done. PostgreSQL is stopping" in says_nothing_private(log)
    with pytest.raises(ValueError):
        jobs._in_app(quoting)()
    assert "the job quoting was not done" in says_nothing_private(log)


def test_what_others_log_is_kept_without_what_they_fill_in(log):
    logging.getLogger("waitress").error("Exception while serving %s after %d", f"/receipt?{SECRETS[2]}", 3)
    logging.getLogger("huey").warning("%(who)s said", {"who": SECRETS[1]})
    try:
        quoting()
    except ValueError:
        logging.getLogger("sqlalchemy.pool").error("Exception during reset", exc_info=True)
    text = says_nothing_private(log)
    assert "ERROR - waitress: Exception while serving … after 3\n" in text


def test_no_line_of_ours_holds_the_words_of_an_error():
    """Of an exception we log its kind, or a sentence of our own."""
    wrong = []
    for path in sorted((ROOT / "coprod").rglob("*.py")):
        for handler in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(handler, ast.ExceptHandler):
                continue
            for call in (each for each in ast.walk(handler) if isinstance(each, ast.Call)):
                is_log = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in (
                    "log",
                    "logger",
                )
                bare = [arg for arg in call.args[1:] if isinstance(arg, ast.Name) and arg.id == handler.name]
                quoted = [arg for arg in call.args if isinstance(arg, ast.JoinedStr)]
                if is_log and (call.func.attr == "exception" or bare or quoted):
                    wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert wrong == []
