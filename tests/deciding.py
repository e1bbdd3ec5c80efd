"""How a test decides about words in the queue, and what has become of them."""

from flask.testing import FlaskClient

from coprod.database import db
from coprod.participation.submission import Submission


def decide(client: FlaskClient, submission: Submission, verb: str, query: str = "", **fields):
    """Send the form as it stood when the page was opened."""
    fields = {"seen": str(submission.moves_made), "what": "name"} | fields
    return client.post(f"/staff/moderation/{submission.public_id}/{verb}{query}", data=fields)


def now_is(submission: Submission) -> Submission:
    return db.session.get_one(Submission, submission.id, populate_existing=True)
