"""What a worker runs by the clock: all of it, when, and nothing else."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from coprod import checkpoint, heartbeat, jobs, mail, schedule, share_cards
from coprod.accounts import sessions
from coprod.brought_in import batch, bringing_in
from coprod.concerns import letters, put_back
from coprod.counting import counting
from coprod.engagements import opening
from coprod.events import held_places, letters_of_changes
from coprod.files import uses
from coprod.intake import timed_screening
from coprod.moderation import overdue
from coprod.participation import retention, traces, unread
from coprod.people import invitation, second_step_reset
from coprod.promise import pledge_letters
from coprod.questionnaires import where_people_left
from coprod.questionnaires.answering.drafts import draft
from coprod.questionnaires.counted import folding
from coprod.questionnaires.entry_codes import entry_code
from coprod.questionnaires.equality import counting as equality_counting
from coprod.questionnaires.paper import pile
from coprod.questionnaires.shared_device import shared_session
from coprod.reading import claims
from coprod.results.release_pages import pictures
from coprod.safeguarding import digest
from coprod.screening_words import look_again
from coprod.themes.suggesting import alike, relearning
from coprod.you_said_we_did.not_now import reminders

MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)
EVERY_MINUTE = list(range(24 * 60))

# From each job: the minutes of a day, in UTC, at which it runs.
WHEN = {
    heartbeat.give_sign: EVERY_MINUTE,
    mail.deliver_what_is_left: EVERY_MINUTE,
    checkpoint.empty_the_changes_file: EVERY_MINUTE,
    unread.escalate_what_nobody_read: EVERY_MINUTE,
    letters.tell_of_what_was_quiet: EVERY_MINUTE,
    letters.tell_the_next: EVERY_MINUTE,
    letters.write_what_waits: EVERY_MINUTE,
    put_back.put_back_in_time: EVERY_MINUTE,
    opening.open_what_is_due: EVERY_MINUTE,
    pledge_letters.send_links: EVERY_MINUTE,
    pledge_letters.tell_who_stands_on_the_register: EVERY_MINUTE,
    letters_of_changes.tell_of_changes: EVERY_MINUTE,
    held_places.see_to_places: EVERY_MINUTE,
    folding.count_ahead: EVERY_MINUTE,
    bringing_in.go_on_in_time: EVERY_MINUTE,
    batch.forget_what_was_looked_at: EVERY_MINUTE[40::60],
    timed_screening.screen_what_was_not: EVERY_MINUTE[::5],
    digest.send_digest: EVERY_MINUTE[::5],
    look_again.look_again_when_screening_changed: EVERY_MINUTE[::5],
    share_cards.draw_cards: EVERY_MINUTE[::5],
    relearning.suggest_what_is_new: EVERY_MINUTE[::5],
    alike.compare_what_is_new: EVERY_MINUTE[35::60],
    pictures.draw_pictures: EVERY_MINUTE[::15],
    draft.purge_shared: EVERY_MINUTE[::5],
    traces.remove_traces: EVERY_MINUTE[25::60],
    claims.forget_claims: EVERY_MINUTE[::15],
    counting.count_midnight: EVERY_MINUTE[2::60],  # a UK day ends at midnight or at eleven in the evening, UTC
    where_people_left.count_steps: EVERY_MINUTE[7::60],
    equality_counting.count_in_tens: EVERY_MINUTE[8::60],
    overdue.tell_when_over_time: EVERY_MINUTE[5::60],
    uses.remove_unused: [3 * 60 + 15],
    pledge_letters.ask_what_was_done: [9 * 60 + 10],
    reminders.remind_keepers: [9 * 60 + 15],
    draft.purge_drafts: [3 * 60 + 20],
    pile.finish_old_piles: [3 * 60 + 27],
    entry_code.forget_codes: [3 * 60 + 22],
    shared_session.purge_sessions: [3 * 60 + 25],
    sessions.purge_sessions: [3 * 60 + 35],
    invitation.forget_invitations: [3 * 60 + 36],
    second_step_reset.forget_resets: [3 * 60 + 37],
    retention.purge_nightly: [3 * 60 + 40],
    relearning.learn_every_night: [3 * 60 + 50],
    alike.compare_every_night: [4 * 60 + 10],
}


def test_each_job_runs_when_it_should():
    assert {job.what: job.when for job in schedule.SCHEDULE}.keys() == WHEN.keys()
    assert len({job.name for job in schedule.SCHEDULE}) == len(schedule.SCHEDULE)


def test_a_worker_runs_these_and_nothing_else(app: Flask):
    by_name = {task.name: task for task in jobs.huey._registry.periodic_tasks}
    assert by_name.keys() == {job.name for job in schedule.SCHEDULE}
    day = [MIDNIGHT + timedelta(minutes=minute) for minute in EVERY_MINUTE]
    for job in schedule.SCHEDULE:
        task = by_name[job.name]
        assert [minute for minute in EVERY_MINUTE if task.validate_datetime(day[minute])] == WHEN[job.what], job.name


def test_a_job_does_what_stands_in_the_list(app: Flask, monkeypatch):
    done = []
    names = [job.name for job in schedule.SCHEDULE]
    pretend = [job._replace(what=lambda name=job.name: done.append(name)) for job in schedule.SCHEDULE]
    jobs.repeat(pretend)
    try:
        for task in jobs.huey._registry.periodic_tasks:
            jobs.huey.execute(task)
    finally:
        schedule.init_app(app)
    assert sorted(done) == sorted(names)


def test_a_second_application_does_not_run_everything_twice(app: Flask):
    schedule.init_app(app)
    assert len(jobs.huey._registry.periodic_tasks) == len(schedule.SCHEDULE)
