"""Somebody who holds a receipt code, for tests: what they sent, and the page that tells what became of it."""

import re

from flask.testing import FlaskClient

from builders import a_note, saved
from coprod.boards.models import Board
from coprod.participation import receipt
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.sealing import ring

CODE = "otter-lantern-maple-427"
OTHER = "otter-lantern-maple-428"


def a_receipt(code: str = CODE) -> Receipt:
    """The receipt for a code, the same one each time."""
    digests = receipt.digests(ring(), code)
    return Receipt.find(digests) or saved(Receipt(digests[0]))


def a_received_note(
    words: str = "More clubs", board: Board | None = None, code: str = CODE, **more: object
) -> Submission:
    """A note under a code, waiting to be read."""
    return a_note(words, board, receipt=a_receipt(code), **more).submission


def look_up(client: FlaskClient, code: str = CODE) -> str:
    """Type the code; the page it leads to, without its token."""
    sent = client.post("/receipt", data={"code": code})
    assert (sent.status_code, sent.location) == (303, "/receipt/what-happened")
    return without_tokens(client.get(sent.location).text)


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page)
