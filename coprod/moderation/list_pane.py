"""The list of what waits to be read: a page of its own, or beside one that is open."""

from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Row

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.moderation import bulk
from coprod.moderation.one_contribution import Item
from coprod.moderation.queue import BESIDE, SNIPPET, QueueFilters, QueuePage, QueuePlace, Waiting, page
from coprod.moderation.queue_counts import Tally
from coprod.reading.found_words import Tag, masked, tags


class ListPane(NamedTuple):
    """Some rows of the queue, and how much there is of it. `ticks` are what may be approved unopened."""

    page: QueuePage
    tally: Tally
    ticks: dict[int, str]
    is_first_page: bool

    @classmethod
    def of(cls, page: QueuePage, is_first_page: bool) -> "ListPane":
        """These rows, with what is to be said about them."""
        tickable = [waiting for waiting in page.rows if bulk.why_not(waiting) is None]
        ticks = {waiting.first.contribution_id: bulk.tick_of(waiting) for waiting in tickable}
        return cls(page, Tally(), ticks, is_first_page)

    @classmethod
    def after(cls, id: str | None, filters: QueueFilters, reader: int) -> "ListPane":
        """One page of all that waits."""
        return cls.of(page(filters, reader, id), id is None)

    @classmethod
    def beside(cls, item: Item, filters: QueueFilters, reader: int) -> "ListPane":
        """The head of the queue; where the one that is open waits further down, what begins with it."""
        head, open_one = page(filters, reader, size=BESIDE), item.contribution
        shows_it = any(waiting.first.of_public_id == open_one.public_id for waiting in head.rows)
        if shows_it or head.after is None or not item.waits:
            return cls.of(head, True)
        return cls.of(page(filters, reader, since=QueuePlace.of(open_one), size=BESIDE), False)

    @property
    def channels(self) -> dict[str, str]:
        """What each way of taking part is called."""
        return Activity.channels()

    @property
    def audiences(self) -> type[Audience]:
        """Who may have said it."""
        return Audience

    def tick(self, waiting: Waiting) -> str | None:
        """What ticking a row sends; None where it has to be opened."""
        return self.ticks.get(waiting.first.contribution_id)

    def found(self, waiting: Waiting) -> list[Tag]:
        """What there is to look out for in a row."""
        return tags(waiting.submissions)

    def words(self, said: Row[Any]) -> Markup:
        """The first words of one answer, without what may say who somebody is."""
        return masked(said.words[:SNIPPET], said.findings) + ("…" if len(said.words) > SNIPPET else "")
