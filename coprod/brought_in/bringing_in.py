"""Bringing in what was looked at, and taking it out again: the work of a job, which may begin anew at any point.

Each row goes through the one door by itself, in a transaction of its own: people who send something meanwhile wait for
one row, not for a file. What makes the same words one contribution makes a row that is filed twice one too.
"""

import json
from typing import Any

from sqlalchemy import exists, select

from coprod import jobs
from coprod.activities.activity import NotOpen
from coprod.activities.engagement import Engagement
from coprod.activities.life import NotAllowed
from coprod.brought_in.batch import Batch, BatchState, Row
from coprod.brought_in.columns import Columns
from coprod.brought_in.csv_file import Table
from coprod.brought_in.dry_run import Text, dry_run, there_already, token
from coprod.brought_in.models import BroughtIn
from coprod.concerns.letters import tell
from coprod.database import db
from coprod.intake.door import Said, file, judge
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.transactions import write_transaction

FILED_AT_ONCE = 250  # rows; then other jobs have their turn
OUT_AT_ONCE = 50  # contributions that leave in one transaction
SOON = 100  # rows that a person waits for; with more, a job does it


def bring_in(batch: Batch, *, by: Any) -> None:
    """All that the dry run shows comes in, into the source that was named. Raises `NotAllowed`."""
    said = json.loads(batch.choices)
    table, columns = Table.kept(batch.text), Columns.kept(said["columns"])
    source = _source(batch.engagement, **said["source"])
    run = dry_run(table, columns, source.id)
    if not run.texts:
        raise NotAllowed("No row of it can be brought in.")
    needed = table.only(columns.used).as_text()
    batch.bring_in(source, text=needed, rows=len(run.texts), refused=len(run.refused), by=by)


def _source(engagement: Engagement, *, into: int | None = None, **said: Any) -> BroughtIn:
    if into is None:
        if BroughtIn.called(said["title"], engagement) is not None:
            raise NotAllowed(f"A source called “{said['title']}” was made meanwhile. Begin again, and choose it.")
        return BroughtIn(engagement=engagement, **said)
    there = db.session.get(BroughtIn, into)
    if there is None or there.engagement_id != engagement.id:
        raise NotAllowed("That source is not there. Begin again.")
    return there


def work_on(id: int) -> None:
    """Go on with one batch, now that what was decided about it is kept: at once, or by a job where there is much."""
    batch = db.session.get_one(Batch, id)
    if batch.rows > SOON:
        jobs.run_soon(go_on)
    elif batch.state is BatchState.COMING_IN:
        file_rows(id)
    else:
        take_out(id)


@jobs.task
def go_on() -> None:
    """Go on with what is to come in, or to leave; and once more while there is some."""
    if go_on_with_batches():
        jobs.run_soon(go_on)


def go_on_in_time() -> None:
    """Every minute, should a worker have been stopped half way."""
    go_on_with_batches()


def go_on_with_batches() -> bool:
    """One turn of work on each batch that is under way; whether there is more."""
    begun = select(Batch.id, Batch.state).where(Batch.state.in_([BatchState.COMING_IN, BatchState.LEAVING]))
    turns = [(file_rows if state is BatchState.COMING_IN else take_out, id) for id, state in db.session.execute(begun)]
    more = [turn(id) for turn, id in turns]  # each has its turn
    return any(more)


def file_rows(id: int) -> bool:
    """File rows of a batch that are not filed yet; whether there are more. Twice at once, each is filed once."""
    batch = db.session.get(Batch, id, populate_existing=True)
    if batch is None or batch.state is not BatchState.COMING_IN:
        return False
    source, columns = batch.source, Columns.kept(json.loads(batch.choices)["columns"])
    texts = dry_run(Table.kept(batch.text), columns, None).texts
    there = there_already(texts, source.id)
    left = [text for text in texts if text.number not in there]
    of_all: dict[str, Any] = {"source": source.source, "sharing": source.sharing, "district": columns.district or None}
    worrying, whole = False, False
    try:
        for text in left[:FILED_AT_ONCE]:
            worrying |= _file(text, batch_id=id, source_id=source.id, prompt=source.title, **of_all)
        whole = len(left) <= FILED_AT_ONCE
    except NotOpen:  # archived meanwhile: the rest waits until it is brought back
        return False
    finally:
        if worrying and not whole:  # those that are in are known at once, whatever becomes of the rest
            with write_transaction():
                tell()
    if not whole:
        return True
    with write_transaction():
        done = Batch.locked(id)
        if done is not None and done.state is BatchState.COMING_IN:
            done.is_in()
            if _has_concerns(id):  # one letter for all of them
                tell()
    return False


def _file(text: Text, *, batch_id: int, source_id: int, prompt: str, **of_all: Any) -> bool:
    """Through the one door, as everything that people say; whether it worries."""
    judged = judge(
        source_id,
        token=token(source_id, text.words),
        said=[Said(prompt, text.words)],
        audience=text.audience,
        submitted_on=text.day,
        came=False,
        brought_in=True,
        **of_all,
    )
    judged.row(Row(batch_id), contribution_id=judged.contribution)
    return file(judged).new and any(each.status is Status.ESCALATED for each in judged.sent.submissions)


def _has_concerns(id: int) -> bool:
    """Whether something in a batch is with the safeguarding lead."""
    theirs = Submission.contribution_id == Row.contribution_id
    held = exists().where(Row.batch_id == id, theirs, Submission.has_status(Status.ESCALATED))
    return bool(db.session.scalar(select(held)))


def take_out(id: int) -> bool:
    """Everything of a batch leaves: hidden at once, and erased, as when people take back what they wrote."""
    theirs = select(Row.contribution_id).join(Contribution, Contribution.id == Row.contribution_id)
    theirs = theirs.where(Row.batch_id == id, Contribution.withdrawn_on.is_(None)).order_by(Row.contribution_id)
    some = db.session.scalars(theirs.limit(FILED_AT_ONCE)).all()
    for start in range(0, len(some), OUT_AT_ONCE):
        with write_transaction():
            take_back(some[start : start + OUT_AT_ONCE])
    if len(some) == FILED_AT_ONCE:
        return True
    with write_transaction():
        batch = Batch.locked(id)
        if batch is not None and batch.state is BatchState.LEAVING:
            batch.state = BatchState.TAKEN_BACK
    return False


def take_back(ids: Any) -> None:
    """These contributions leave. Whoever decides about one of them just now is waited for."""
    these = select(Contribution).where(Contribution.id.in_(ids)).order_by(Contribution.id)
    opened = [each.withdraw() for each in db.session.scalars(these.with_for_update(of=Contribution))]
    if any(opened):
        tell()
