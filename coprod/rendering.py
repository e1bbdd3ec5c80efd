"""What templates need to show things safely and in one way: staff's HTML, plain text, dates, plurals and numbers.

The only file that knows bleach.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]  # its types leave it out
from bleach.sanitizer import Cleaner
from flask import current_app
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from coprod.database import UK, last_day, last_minute, now as this_moment

_TAGS = frozenset({"a", "br", "em", "h2", "h3", "h4", "li", "ol", "p", "strong", "ul"})
_PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
_MARKS = ("heading", "list", "emphasis", "link", "newline", "escape")
# Links that staff may set: to secure pages, to a letter box, and to pages of ours.
_LINK = re.compile(r"https://|mailto:|/(?!/)|#", re.IGNORECASE)
_HIDDEN = re.compile(r"\[[a-z ]{1,30} removed\]")
_NBSP = "\u00a0"


class _LinksWithRel(Filter):
    """Gives every link rel="noopener"."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] == "StartTag" and token["name"] == "a":
                token["data"][(None, "rel")] = "noopener"
            yield token


def staff_html(html: str | None) -> Markup:
    """HTML that staff wrote, with everything taken out but paragraphs, headings, lists, emphasis and links.

    For what staff write only. What the public writes is plain text: see `paragraphs`.
    """
    # A new cleaner each time: bleach's are not safe to share between threads.
    cleaner = Cleaner(tags=_TAGS, attributes={"a": ["href"]}, protocols=_PROTOCOLS, strip=True, filters=[_LinksWithRel])
    return Markup(cleaner.clean(html or ""))  # noqa: S704 - this is the place that makes it safe


def staff_text(text: str | None) -> Markup:
    """What staff wrote with a few marks: ## and ### headings, lists, *emphasis*, **strong** words, [links](https://...).

    Nothing else in it is ever HTML. It stands under a heading of the page, so its own are one level deeper.
    """
    tokens = _markdown.parse(text or "")
    for token in tokens:
        if token.tag[:1] == "h" and token.tag[1:].isdecimal():
            token.tag = "h3" if token.tag in ("h1", "h2") else "h4"
    return staff_html(_markdown.renderer.render(tokens, _markdown.options, {}))


def _may_link(address: str) -> bool:
    return _LINK.match(address.strip()) is not None


_markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(_MARKS))
_markdown.validateLink = _may_link  # type: ignore[assignment,method-assign]


def paragraphs(text: str | None) -> Markup:
    """Plain text as escaped paragraphs; each finds its own direction, so Arabic and Urdu read from the right."""
    blocks = [block for block in re.split(r"\n\s*\n", (text or "").strip()) if block]
    line_break = Markup("<br>")
    return Markup("\n").join(
        Markup('<p dir="auto">{}</p>').format(line_break.join(escape(line) for line in block.split("\n")))
        for block in blocks
    )


def as_written(words: str | None, tag: str = "span", looks: str = "", **more: str) -> Markup:
    """Anybody's words in one element that finds its own direction, so Arabic and Urdu read from the right.

    `looks` are its classes, `more` its other attributes. What has paragraphs is shown with `paragraphs`.
    """
    named = {"class": looks, **more} if looks else more
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in named.items())
    return Markup(f'<{tag}{attributes} dir="auto">{escape(words or "")}</{tag}>')  # noqa: S704 - escaped just here


def hidden_marked(words: str) -> Markup:
    """Someone's published words, with "[name removed]" set apart, so that it does not read as theirs."""
    return Markup(_HIDDEN.sub(r'<span class="hid">\g<0></span>', str(escape(words))))  # noqa: S704 - escaped just here


def uk_date(day: date, year: bool = False) -> str:
    """ "Friday 11 December", with its year when that is not this year or when asked. A moment has its UK date."""
    if isinstance(day, datetime):
        day = _in_uk(day).date()
    words = f"{day:%A} {day.day} {day:%B}"
    if year or day.year != this_moment().astimezone(UK).year:
        words += f" {day.year}"
    return words.replace(" ", _NBSP)


def uk_month(day: date) -> str:
    """ "October 2026"."""
    return f"{day:%B}{_NBSP}{day.year}"


class CalendarDay(NamedTuple):
    """A day as on a leaf of a calendar: "Dec", "9", "Wed"."""

    month: str
    number: str
    weekday: str


def calendar_day(moment: datetime) -> CalendarDay:
    """The UK day of a moment."""
    day = _in_uk(moment)
    return CalendarDay(f"{day:%b}", str(day.day), f"{day:%a}")


def uk_date_time(moment: datetime) -> str:
    """ "Friday 11 December 2026, 5:30pm", in UK time."""
    return f"{uk_date(moment, year=True)}, {_clock(_in_uk(moment).time())}"


def uk_time(at: datetime | time) -> str:
    """ "5:30pm", in UK time; "midday" and "midnight" have their names."""
    return _clock(_in_uk(at).time() if isinstance(at, datetime) else at)


def closing_time(moment: datetime) -> str:
    """ "11:59pm on Friday 11 December". Midnight belongs to the day it ends, which is how people read it."""
    moment = last_minute(_in_uk(moment))
    return f"{_clock(moment.time())} on {uk_date(moment)}"


def closing_day(moment: datetime) -> str:
    """ "Friday 11 December": the last day on which people can still send something."""
    return uk_date(last_day(_in_uk(moment)))


def closes(closes_at: datetime, what: str = "", now: datetime | None = None) -> str:
    """ "Closes at 11:59pm on Friday 11 December, 12 days left": what every page says of when `what` closes."""
    now = _in_uk(now or this_moment())
    if now >= _in_uk(closes_at):
        return f"{f'{what} closed' if what else 'Closed'} at {closing_time(closes_at)}"
    left = f", {days_left(closes_at, now)}" if last_day(closes_at) > now.date() else ": today is the last day"
    return f"{f'{what} closes' if what else 'Closes'} at {closing_time(closes_at)}{left}"


def is_to_come(day: date | None) -> bool:
    """Whether there is such a day, and it has not gone by."""
    return day is not None and day >= this_moment().astimezone(UK).date()


def kept_moment(text: str) -> datetime:
    """A moment that a `Change` keeps as text."""
    return datetime.fromisoformat(text)


def kept_day(text: str) -> str:
    """A day that a `Change` or a list keeps as text, as people read it."""
    return uk_date(date.fromisoformat(text), year=True)


def days_left(closes_at: datetime, now: datetime | None = None) -> str:
    """ "closes today", "1 day left", "12 days left", or "closed", by the UK calendar."""
    now = _in_uk(now or this_moment())
    if now >= _in_uk(closes_at):
        return "closed"
    days = (last_day(closes_at) - now.date()).days
    return f"{plural(days, 'day')} left" if days > 0 else "closes today"


def how_long(since: date, now: datetime | None = None) -> str:
    """ "2 minutes", "5 hours", "3 days" from a moment until now; from a date "today" or "3 days"."""
    now = _in_uk(now or this_moment())
    if not isinstance(since, datetime):
        days = (now.date() - since).days
        return plural(days, "day") if days > 0 else "today"
    minutes = max(int((now - since).total_seconds()) // 60, 1)
    if minutes < 60:
        return plural(minutes, "minute")
    return plural(minutes // 60, "hour") if minutes < 48 * 60 else plural(minutes // (24 * 60), "day")


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 note", "1,024 notes"; `many` where an s is not enough."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def number(count: int) -> str:
    """ "1,024"."""
    return f"{count:,}"


def nth(place: int) -> str:
    """ "1st", "2nd", "11th"."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def full_address(endpoint: str, **values: Any) -> str:
    """The full address of a page, for letters and calendars: never from what a browser sent, so a job can ask too."""
    base_url: str = current_app.config["COPROD"].base_url
    return base_url + current_app.url_map.bind("").build(endpoint, values)


def file_size(size: int) -> str:
    """How large a file is, as people say it: "240 KB"; never nothing."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + "\u00a0MB"
    return f"{max(1, round(size / 1024))}\u00a0KB"


def template_filters() -> dict[str, Callable[..., Any]]:
    """The filters every template knows: `{{ activity.closes_at | closing_time }}`."""
    known: list[Callable[..., Any]] = [
        staff_html, staff_text, paragraphs, as_written, hidden_marked, uk_date, uk_month, calendar_day, uk_date_time,
        uk_time, closing_time, closing_day, closes, is_to_come, kept_moment, kept_day, days_left, how_long, plural,
        number, nth, file_size,
    ]  # fmt: skip
    return {function.__name__: function for function in known}


def _in_uk(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone: nobody can say when that is")
    return moment.astimezone(UK)


def _clock(at: time) -> str:
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}"
