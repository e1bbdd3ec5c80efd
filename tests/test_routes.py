"""Who may open what; what a POST without its token may change. What looking may write is in test_looking.py."""

import re

import pytest
from flask import Flask
from sqlalchemy import event

from addresses import every_address
from builders import a_user, staff_session
from coprod.config import ROOT
from coprod.database import db
from coprod.permissions import ALLOWED, PUBLIC, Permission, Role, access_of, may

# Every route, under who may open it: anyone, or those with a permission. A new route fails here until it is listed.
OPEN_TO: dict[str, str] = {
    "public": """
        accounts.code accounts.recovery_code accounts.set_up accounts.sign_in accounts.sign_out
        boards.add boards.figures_csv boards.figures_json boards.one_release boards.results boards.show boards.thanks
        boards.token engagements.how_themes_were_found engagements.results engagements.show events.ics
        events.list events.show events.confirm
        events.sign_up events.thanks files.show pages.accessibility pages.another_format pages.cookies pages.health
        pages.help pages.home pages.privacy pages.ready pages.screening partnership.colours
        people.confirm_own_reset people.take_up
        promise.ask_for_link promise.change promise.changed promise.changes promise.commitments promise.confirm
        promise.current promise.link_sent promise.pledge promise.pledges promise.report promise.reported promise.show
        promise.thanks promise.withdraw promise.withdrawn
        questionnaires.about_you questionnaires.check questionnaires.come_back questionnaires.copy
        questionnaires.count_equality questionnaires.credits questionnaires.delete questionnaires.equality
        questionnaires.figures_csv questionnaires.figures_json questionnaires.more questionnaires.one_release
        questionnaires.page questionnaires.results questionnaires.saved questionnaires.send questionnaires.sent
        questionnaires.enter_code questionnaires.leave_tablet questionnaires.next_person questionnaires.set_picture
        questionnaires.show
        questionnaires.tablet
        questionnaires.page questionnaires.page_codes questionnaires.paper
        questionnaires.results questionnaires.saved questionnaires.send questionnaires.sent
        questionnaires.show
        receipts.asked receipts.change receipts.confirm receipts.finish receipts.get_in_touch receipts.look_up
        receipts.show receipts.withdraw static
        got_it_right.show got_it_right.thanks
        you_said_we_did.not_now you_said_we_did.show you_said_we_did.show_reply
    """,
    "use_staff_pages": """
        accounts.change_password accounts.end_others accounts.end_session accounts.new_recovery_codes
        accounts.put_away accounts.recovery_codes accounts.replace_app accounts.second_step_again
        accounts.your_sign_in
        staff_home.show
    """,
    "read_queue": "moderation.queue moderation.show",
    "moderate": """
        moderation.another moderation.approve moderation.approve_ticked moderation.escalate moderation.open
        moderation.preview moderation.reject moderation.return_to_queue moderation.start moderation.stop
        moderation.take_over moderation.undo moderation.undo_approvals
    """,
    "read_moderation_log": "moderation_log.show moderation_log.csv moderation_log.jsonl moderation_log.xlsx",
    "edit_screening": """
        screening_words.add screening_words.look_again screening_words.remove screening_words.show
        screening_words.try_out
    """,
    "edit_breaks": "moderation.breaks",
    "read_concerns": """
        safeguarding.acknowledge safeguarding.approve safeguarding.close safeguarding.contact safeguarding.hold
        safeguarding.levels safeguarding.message safeguarding.note safeguarding.provide safeguarding.queue
        safeguarding.refer safeguarding.reject safeguarding.release safeguarding.return_to_queue
        safeguarding.send_letters_again safeguarding.show safeguarding.take_off_message
    """,
    "read_log": "feedback_log.show",
    "download_log": "feedback_log.csv feedback_log.jsonl feedback_log.xlsx",
    "add_themes": """
        feedback_log.add_to_theme feedback_log.remove_from_theme themes.ask_to_merge themes.change themes.choose
        themes.code themes.create themes.decide_again themes.end themes.engagement themes.every themes.go_through
        themes.make themes.merge themes.next_text themes.split themes.text themes.theme themes.themes themes.undo
        themes.ask_second themes.compare themes.decide_lone_voice themes.differences themes.read_blind
        themes.save_blind themes.settle themes.sign_off
    """,
    "decide": """
        themes.sign you_said_we_did.heard you_said_we_did.publish_heard
        you_said_we_did.agree you_said_we_did.decide you_said_we_did.decisions you_said_we_did.decisions_of
        you_said_we_did.record_csv you_said_we_did.record_xlsx you_said_we_did.look you_said_we_did.set_decide_by
        you_said_we_did.begin_reply you_said_we_did.make_reply_ready you_said_we_did.preview_reply
        you_said_we_did.publish_reply you_said_we_did.replies you_said_we_did.take_down_reply
        you_said_we_did.write_reply got_it_right.answers
    """,
    "edit_activities": """
        boards.create boards.edit boards.pin boards.pins boards.preview boards.unpin
        brought_in.batch brought_in.forget brought_in.sources brought_in.take_back brought_in.template
        brought_in.type_one
        engagements.activity engagements.archive engagements.back_to_draft
        engagements.changes engagements.close engagements.copy engagements.copy_one engagements.create
        engagements.delete engagements.edit engagements.edit_documents
        engagements.edit_first engagements.hub engagements.make_ready engagements.preview engagements.staff_list
        engagements.words events.call_off events.create events.edit events.preview
        events.take_place promise.create promise.edit promise.preview
        questionnaires.add_page questionnaires.add_question questionnaires.add_standard questionnaires.as_json
        questionnaires.copy_question questionnaires.create questionnaires.details questionnaires.easy_read
        questionnaires.edit questionnaires.edit_page questionnaires.edit_question questionnaires.formats
        questionnaires.library questionnaires.move questionnaires.move_to_page questionnaires.preview
        questionnaires.another_device questionnaires.by_code questionnaires.codes questionnaires.end_shared_device
        questionnaires.make_codes questionnaires.shared_device
        questionnaires.add_challenge questionnaires.challenges questionnaires.choose_challenges
        questionnaires.drop_challenge
        questionnaires.edit_challenge questionnaires.move_challenge questionnaires.new_check_back
        questionnaires.rank_challenges questionnaires.pictures questionnaires.take_away_picture
        questionnaires.call_picture questionnaires.find_picture
        questionnaires.publish questionnaires.staff_paper questionnaires.take_in questionnaires.take_out
        questionnaires.versions
        staff_results.count_unusual staff_results.leave_out_unusual
    """,
    "see_results": "staff_results.check_back staff_results.every staff_results.show staff_results.unusual",
    "download_responses": "staff_results.download staff_results.responses",
    "publish": "engagements.answer engagements.do_not_open engagements.extend engagements.open",
    "release": """
        got_it_right.show_figures
        staff_results.agree_to_release staff_results.ask_for_release staff_results.preview_release
        staff_results.release staff_results.take_back_release
    """,
    "type_in": """
        questionnaires.change_pile questionnaires.done_with_pile questionnaires.piles questionnaires.take_back_form
        questionnaires.type_in questionnaires.type_in_apart questionnaires.begin_apart questionnaires.count_apart
    """,
    "see_attendees": """
        events.attendees events.door_list events.escalate events.give events.met events.not_met events.staff_list
    """,
    "see_contacts": """
        promise.check promise.correct promise.merge promise.organisation promise.separate promise.staff_list
        promise.take_back_check
    """,
    "bring_back": "engagements.bring_back",
    "manage_settings": """
        settings.accessibility settings.changes settings.districts settings.events settings.files settings.help
        settings.holidays settings.letter_arrived settings.links settings.logos settings.look_up_mail
        settings.moderation settings.names
        settings.preview_colours settings.privacy settings.reasons settings.retention settings.send_test_letter
        settings.sectors settings.send_letters_again
        settings.show settings.show_mail settings.show_system settings.words set_up.open set_up.show
    """,
    "manage_people": """
        people.change_roles people.confirm_reset people.end people.find people.invite people.new_link people.show
        people.sign_out_everywhere people.staff_list people.start_reset people.take_back_reset people.withdraw
    """,
}
ROUTES = {endpoint: access for access, endpoints in OPEN_TO.items() for endpoint in endpoints.split()}

# GET routes that leave an audit row, in a transaction of its own: looking at these is itself recorded.
LEAVE_AN_AUDIT_ROW = {
    "events.attendees",
    "events.door_list",
    "feedback_log.csv",
    "feedback_log.jsonl",
    "feedback_log.xlsx",
    "got_it_right.answers",
    "staff_results.release",
    "moderation_log.csv",
    "moderation_log.jsonl",
    "moderation_log.xlsx",
    "promise.staff_list",
    "safeguarding.contact",
    "safeguarding.show",
    "staff_results.check_back",
    "staff_results.show",
    "you_said_we_did.record_csv",
    "you_said_we_did.record_xlsx",
}


def test_every_route_is_listed_with_who_may_open_it(app: Flask):
    assert {rule.endpoint: access_of(rule.endpoint) for rule in app.url_map.iter_rules()} == ROUTES


def opens_for(role: Role, endpoint: str) -> bool:
    return ROUTES[endpoint] == PUBLIC or may(role, Permission(ROUTES[endpoint]))


def test_staff_pages_send_strangers_to_the_sign_in_page(demo_client):
    app = demo_client.application
    for method in ("GET", "POST"):
        for endpoint, address in every_address(app, method):
            if ROUTES[endpoint] != PUBLIC:
                answer = demo_client.open(address, method=method)
                if method == "POST" and endpoint != "accounts.sign_out":
                    assert answer.status_code == 401 and "You were signed out" in answer.text, address
                else:
                    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/staff/sign-in"), address


@pytest.mark.parametrize("role", Role)
def test_no_role_can_post_where_it_may_not(demo_client, role: Role):
    app = demo_client.application
    sign_in_to(demo_client, role)
    for endpoint, address in every_address(app, "POST"):
        if not opens_for(role, endpoint):
            assert demo_client.post(address).status_code == 403, address


def test_a_post_without_its_token_changes_nothing(demo_client):
    app = demo_client.application
    app.config["WTF_CSRF_ENABLED"] = True
    for role in Role:
        sign_in_to(demo_client, role)
        for endpoint, address in every_address(app, "POST"):
            if opens_for(role, endpoint):
                statuses: list[int] = []
                tables = tables_written(lambda a=address, s=statuses: s.append(demo_client.post(a).status_code))
                shown_back = endpoint == "boards.add" and statuses[0] in (409, 422)  # as from the box on the board
                assert tables == [] and (statuses == [400] or shown_back), address


def test_no_view_takes_a_head_for_a_post():
    """A mail scanner sends one: whoever asks for "GET" and else goes on, does what only a button may do."""
    asks = re.compile(r"""method\s*==\s*["'](?:GET|HEAD)["']""")
    assert [path.name for path in (ROOT / "coprod").rglob("*.py") if asks.search(path.read_text())] == []


def test_every_role_may_do_something_and_every_permission_is_used():
    assert set(ALLOWED) == set(Role)
    assert set(Permission) == set().union(*ALLOWED.values())
    assert set(Permission) <= set(ROUTES.values())


def test_whoever_reads_the_queue_says_what_screening_should_look_for():
    assert {role for role in Role if may(role, Permission.READ_QUEUE)} <= {
        role for role in Role if may(role, Permission.EDIT_SCREENING)
    }


def test_the_log_is_not_for_those_who_may_not_download_it():
    assert not may(Role.MODERATOR, Permission.DOWNLOAD_LOG)
    assert not may(Role.ADMIN, Permission.READ_CONCERNS)
    assert [role for role in Role if may(role, Permission.READ_CONCERNS)] == [
        Role.SAFEGUARDING_LEAD,
        Role.SAFEGUARDING_DEPUTY,
    ]


def sign_in_to(client, role: Role) -> None:
    with client.application.app_context():
        signed_in = staff_session(a_user(role))
    with client.session_transaction() as session:
        session.clear()
        session.update(signed_in)


def tables_written(action) -> list[str]:
    """The tables that something inserts into, updates or deletes from."""
    tables = []

    def note(connection, cursor, statement: str, *rest) -> None:
        words = statement.replace('"', "").split()
        if words[0] in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
            tables.append(words[1] if words[0] == "UPDATE" else words[2])

    event.listen(db.engine, "before_cursor_execute", note)
    action()
    event.remove(db.engine, "before_cursor_execute", note)
    return tables
