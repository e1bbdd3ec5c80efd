"""What each level of a worry does, in plain words, for the safeguarding lead."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coprod.concerns.level import READ_WITHIN
from coprod.permissions import Permission, requires
from coprod.safeguarding import digest
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.queue_views import next_told
from coprod.working_days import FROM, UNTIL


@blueprint.get("/levels")
@requires(Permission.READ_CONCERNS)
def levels() -> ResponseReturnValue:
    """The two levels, their clocks, and who sees what meanwhile."""
    return render_template(
        "safeguarding/levels.html",
        hours=READ_WITHIN.seconds // 3600,
        work=(FROM, UNTIL),
        digests=digest.AT,
        next_told=next_told(),
    )
