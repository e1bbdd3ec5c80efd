"""The logos of the owners. What is uploaded is looked at first, before anything in the database waits for it."""

import re
from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from coprod.database import db
from coprod.files import take_in
from coprod.files.recognise import Refused
from coprod.files.take_in import OnDisk
from coprod.files.uploads import takes_files
from coprod.permissions import Permission, requires
from coprod.settings.blueprint import blueprint
from coprod.settings.files.logo_forms import HEIGHT, WIDTH, LogosForm
from coprod.settings.section_views import edit
from coprod.settings.sections import LOGOS

FIELDS = re.compile(r"new|logos-\d{1,3}-replacement", re.ASCII)


@blueprint.route("/logos", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
@takes_files
def logos() -> ResponseReturnValue:
    """Whose logos stand at the foot of every page."""
    if request.method != "POST":
        return edit(LOGOS, LogosForm)
    came, refused = taken_in()
    for there in came.values():
        take_in.keep(there, by=current_user.id)
    for hash in request.form.values():
        if re.fullmatch(r"[0-9a-f]{64}", hash):
            take_in.again(hash)
    db.session.commit()  # whatever becomes of the form, nobody has to choose the same file twice
    return edit(LOGOS, partial(LogosForm, refused=refused), sent=with_files(request.form, came))


def taken_in() -> tuple[dict[str, OnDisk], dict[str, str]]:
    """What came under each field, and what is wrong with what did not."""
    came, refused = {}, {}
    for name, file in request.files.items():
        if file.filename and FIELDS.fullmatch(name):
            try:
                came[name] = take_in.picture(file.stream, file.filename, width=WIDTH, height=HEIGHT)
            except Refused as refusal:
                refused[name] = str(refusal)
    return came, refused


def with_files(typed: MultiDict[str, str], came: dict[str, OnDisk]) -> MultiDict[str, str]:
    """What was typed, with the pictures that came: a new one is one more row."""
    sent: MultiDict[str, str] = typed.copy()
    for name, there in came.items():
        if name != "new":
            sent[name.replace("replacement", "file")] = there.hash
    if "new" in came:
        numbers = [int(match[1]) for name in sent if (match := re.match(r"logos-(\d{1,3})-", name, re.ASCII))]
        row = f"logos-{max(numbers, default=-1) + 1}"
        sent.setlist(f"{row}-file", [came["new"].hash])
        sent.setlist(f"{row}-said", [sent.pop("new_said", "")])
    return sent
