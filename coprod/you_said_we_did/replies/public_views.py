"""You said, we did: replies for everyone."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from coprod import kept_pages
from coprod.counting import what_pages_show
from coprod.permissions import public
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.got_it_right.words_beneath import words_beneath
from coprod.you_said_we_did.replies.published_replies import ReplyFilters, find_published, page_of


@blueprint.get("/you-said-we-did")
@public
def show() -> ResponseReturnValue:
    """Every reply, the newest first: what was done, what was not, and why. The same bytes for everyone."""
    wanted = ReplyFilters.from_address(request.args)
    is_kept: list[bool] = []

    def rendered() -> str:
        page = page_of(wanted)
        is_ours = wanted.engagement in ("", *(slug for slug, _ in page.engagements))
        is_kept.append(is_ours and not wanted.before)
        return render_template("you_said_we_did/replies/show.html", page=page, wanted=wanted)

    shows = what_pages_show.on_site()
    return kept_pages.answer(("you said we did", wanted), shows, rendered, keep=lambda: is_kept[0])


@blueprint.get("/you-said-we-did/<public_id:reply>")
@public
def show_reply(reply: str) -> ResponseReturnValue:
    """One reply, in Easy Read too. Only what is published is there."""

    def rendered() -> str:
        shown = find_published(reply) or abort(404)
        beneath = words_beneath(shown.version.reply_id)
        return render_template("you_said_we_did/replies/one.html", shown=shown, beneath=beneath)

    return kept_pages.answer(("reply", reply), what_pages_show.on_site(), rendered)
