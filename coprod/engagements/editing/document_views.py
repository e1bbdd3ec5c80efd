"""For staff: the documents of an engagement. A file is looked at and written first, while nobody waits for it."""

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import put_back, show_clash
from coprod.activities import for_staff
from coprod.activities.documents import VERSIONS, missing, words_of
from coprod.changes import Clash
from coprod.database import db
from coprod.engagements.blueprint import blueprint
from coprod.engagements.editing.document_forms import A_FILE, DocumentsForm
from coprod.engagements.editing.document_uses import USE
from coprod.engagements.editing.views import parts_of
from coprod.files import take_in, uses
from coprod.files.recognise import WHAT_WE_TAKE, Refused
from coprod.files.uploads import takes_files
from coprod.permissions import Permission, requires

uses.register(USE)


@blueprint.route("/staff/engagements/<slug>/edit/documents", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
@takes_files
def edit_documents(slug: str) -> ResponseReturnValue:
    """Change which documents an engagement has."""
    for_staff.engagement(slug).must_not_be_archived()
    came, refused = taken_in() if request.method == "POST" else ("", "")
    engagement = for_staff.engagement(slug)
    form = DocumentsForm(engagement=put_back(engagement), came=came, refused=refused)
    if not form.only_looks and form.validate_on_submit():
        try:
            engagement.change(form.details(), by=current_user.id, seen=form.seen)
            db.session.commit()
            return redirect(url_for(".hub", slug=engagement.slug, saved="documents"), 303)
        except Clash:
            db.session.rollback()
            show_clash(form, DocumentsForm(formdata=None, engagement=engagement), engagement)
    name, _, template = parts_of(engagement)["documents"]
    page = render_template(
        template,
        engagement=engagement, form=form, part="documents", name=name, parts=parts_of(engagement),
        versions=VERSIONS, missing=missing, words_of=words_of, takes=WHAT_WE_TAKE,
    )  # fmt: skip
    return page, form.status


def taken_in() -> tuple[str, str]:
    """The hash of the file that came, once it is kept, and what is wrong with it. Whoever sent it chooses it once."""
    db.session.rollback()  # nobody waits while a video is written
    file, there, refused = request.files.get("file"), None, ""
    if file is not None and file.filename:
        try:
            there = take_in.whole_document(file.stream, file.filename)
        except Refused as refusal:
            refused = str(refusal)
    if there is not None:
        take_in.keep(there, by=current_user.id)
    for text in request.form.getlist("documents-formats"):
        for hash in re.findall(A_FILE, text):
            take_in.again(hash[1])
    db.session.commit()
    return there.hash if there else "", refused
