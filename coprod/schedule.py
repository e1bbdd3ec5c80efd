"""Every repeated job: its name, when it runs (UTC), and what it calls, in one list."""

from flask import Flask

from coprod import checkpoint, heartbeat, jobs, mail, share_cards
from coprod.accounts import sessions
from coprod.brought_in import batch, bringing_in
from coprod.concerns import letters, put_back
from coprod.counting import counting
from coprod.engagements import opening
from coprod.events import held_places, letters_of_changes
from coprod.files import uses
from coprod.intake import timed_screening
from coprod.jobs import Repeated
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

EVERY_MINUTE = {"minute": "*"}

SCHEDULE = (
    Repeated("give the sign that a worker runs", EVERY_MINUTE, heartbeat.give_sign),
    Repeated("deliver letters that are left", EVERY_MINUTE, mail.deliver_what_is_left),
    Repeated("empty the file of changes, for what was erased", EVERY_MINUTE, checkpoint.empty_the_changes_file),
    Repeated("escalate what nobody read in time", EVERY_MINUTE, unread.escalate_what_nobody_read),
    Repeated("tell of concerns that were quiet", EVERY_MINUTE, letters.tell_of_what_was_quiet),
    Repeated("tell the next about a concern that nobody has", EVERY_MINUTE, letters.tell_the_next),
    Repeated("write to whom concerns are for", EVERY_MINUTE, letters.write_what_waits),
    Repeated("put back concerns that nobody can open", EVERY_MINUTE, put_back.put_back_in_time),
    Repeated("open what was asked to open by itself", EVERY_MINUTE, opening.open_what_is_due),
    Repeated("send links to change pledges", EVERY_MINUTE, pledge_letters.send_links),
    Repeated("tell who stands on the register", EVERY_MINUTE, pledge_letters.tell_who_stands_on_the_register),
    Repeated("tell of events that moved or are called off", EVERY_MINUTE, letters_of_changes.tell_of_changes),
    Repeated("see to places that are held or waited for", EVERY_MINUTE, held_places.see_to_places),
    Repeated("go on with what is brought in", EVERY_MINUTE, bringing_in.go_on_in_time),
    Repeated("count what was answered", EVERY_MINUTE, folding.count_ahead),
    Repeated("screen what was not screened", {"minute": "*/5"}, timed_screening.screen_what_was_not),
    Repeated("screen again what waits", {"minute": "*/5"}, look_again.look_again_when_screening_changed),
    Repeated("tell the lead what waits to be read first", {"minute": "*/5"}, digest.send_digest),
    Repeated("draw pictures that go with links", {"minute": "*/5"}, share_cards.draw_cards),
    Repeated("suggest themes for what is new", {"minute": "*/5"}, relearning.suggest_what_is_new),
    Repeated("draw pictures of results", {"minute": "*/15"}, pictures.draw_pictures),
    Repeated("delete what was left on shared devices", {"minute": "*/5"}, draft.purge_shared),
    Repeated("remove traces of words that left", {"minute": "25"}, traces.remove_traces),
    Repeated("forget claims that ran out", {"minute": "*/15"}, claims.forget_claims),
    Repeated("count who took part until midnight", {"minute": "2"}, counting.count_midnight),
    Repeated("find texts that look alike", {"minute": "35"}, alike.compare_what_is_new),
    Repeated("count how far people came", {"minute": "7"}, where_people_left.count_steps),
    Repeated("count what was said about equality", {"minute": "8"}, equality_counting.count_in_tens),
    Repeated("forget files that nobody brought in", {"minute": "40"}, batch.forget_what_was_looked_at),
    Repeated("tell readers what waits too long", {"minute": "5"}, overdue.tell_when_over_time),
    Repeated("remove files that nothing uses", {"hour": "3", "minute": "15"}, uses.remove_unused),
    Repeated("ask what became of pledges", {"hour": "9", "minute": "10"}, pledge_letters.ask_what_was_done),
    Repeated("remind keepers to look again", {"hour": "9", "minute": "15"}, reminders.remind_keepers),
    Repeated("delete old drafts", {"hour": "3", "minute": "20"}, draft.purge_drafts),
    Repeated("forget codes of what has closed", {"hour": "3", "minute": "22"}, entry_code.forget_codes),
    Repeated("forget sessions on shared devices", {"hour": "3", "minute": "25"}, shared_session.purge_sessions),
    Repeated("put away piles of paper forms", {"hour": "3", "minute": "27"}, pile.finish_old_piles),
    Repeated("forget staff sessions that ended", {"hour": "3", "minute": "35"}, sessions.purge_sessions),
    Repeated("forget links of invitations that ended", {"hour": "3", "minute": "36"}, invitation.forget_invitations),
    Repeated("forget resets that nobody confirmed", {"hour": "3", "minute": "37"}, second_step_reset.forget_resets),
    Repeated("forget whose time is over", {"hour": "3", "minute": "40"}, retention.purge_nightly),
    # After midnight's withdrawals and what was forgotten: only what is still there is learned from.
    Repeated("learn themes again, without what has left", {"hour": "3", "minute": "50"}, relearning.learn_every_night),
    Repeated("compare all texts again", {"hour": "4", "minute": "10"}, alike.compare_every_night),
)


def init_app(app: Flask) -> None:
    """A worker of this application runs them."""
    jobs.repeat(SCHEDULE)
