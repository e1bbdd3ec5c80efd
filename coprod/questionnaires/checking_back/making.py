"""Makes a check-back of what staff chose: a questionnaire of three questions, and where each challenge is from."""

from collections.abc import Sequence
from datetime import datetime

from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.check_backs.asked import pages_about
from coprod.check_backs.models import CheckBack, Says
from coprod.database import db
from coprod.questionnaires.facts import free_key
from coprod.questionnaires.models import Questionnaire

FAMILIES = [Audience.YOUNG_PERSON, Audience.PARENT_CARER, Audience.PROFESSIONAL]
# What it says of itself until staff say something else.
SAYS = {
    "summary": "We wrote down what we think you told us. You say if it is right and what comes first.",
    "intro": "This is what we think people told us. We may have got something wrong. Please check.\n\n"
    "They come one at a time: press what fits, or skip it.",
    "purpose": "To check that what we wrote down is right and complete, and to find out what comes first.",
    "made_safe": "No account and no name. A person reads every word before anyone else can see it.",
    "ways_to_say": "Write, speak to us on the phone, send a letter, or ask somebody to write it down for you.",
    "can_change": "How we put what you said, and what comes first, before anybody decides.",
}


def make(engagement: Engagement, title: str, closes_at: datetime, chosen: Sequence[Says], *, by: int) -> CheckBack:
    """A draft, in the caller's transaction. For those, and read by those, whom the engagement has asked before."""
    others = [each for each in engagement.activities if each.audiences]
    audiences = [each for each in Audience if any(each in other.audiences for other in others)]
    readers = {"readers": others[-1].readers} if others and others[-1].readers else {}
    keys = keys_of(chosen)
    questionnaire = Questionnaire(
        engagement=engagement,
        slug=free_slug(Questionnaire, title),
        title=title,
        closes_at=closes_at,
        audiences=[each.value for each in audiences or FAMILIES],
        pages=pages_about([says.as_facts(key) for key, says in zip(keys, chosen, strict=True)]),
        **SAYS,
        **readers,
    )
    check_back = CheckBack(questionnaire)
    for key, says in zip(keys, chosen, strict=True):
        check_back.take(says, key)
    db.session.add(check_back)
    questionnaire.made(by=by)
    return check_back


def keys_of(chosen: Sequence[Says]) -> list[str]:
    """A key for each, made of its title."""
    keys: list[str] = []
    for says in chosen:
        keys.append(free_key(says.title, keys))
    return keys
