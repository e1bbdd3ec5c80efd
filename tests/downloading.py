"""The files that the logs give, as a test reads them."""

import csv
import io
import json

from flask.testing import FlaskClient

KINDS = ("csv", "jsonl", "xlsx")


def downloaded(client: FlaskClient, log: str, kind: str = "jsonl", filters: str = "") -> list[dict]:
    """The rows, each as a dict by key or heading."""
    answer = client.get(f"{log}.{kind}?{filters}")
    assert answer.status_code == 200
    if kind == "jsonl":
        return [json.loads(line) for line in answer.text.splitlines()]
    assert kind == "csv" and answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
