"""What staff type one to a line, and what an event keeps of it: what is there for access, and what happens when."""

from collections.abc import Iterable
from datetime import time

from coprod.date_fields import read_time, written_time

# A drawing from the sprite, and how words begin that it fits. The first that fits stands beside the line.
PICTURES = (
    ("step-free", ("step", "ramp", "lift", "level", "wheelchair")),
    ("hands", ("bsl", "sign", "makaton", "interpret")),
    ("sound", ("hearing", "loop")),
    ("quiet", ("quiet", "calm", "dark", "den")),
    ("hoist", ("hoist", "toilet", "changing")),
    ("bus", ("bus", "taxi", "park", "badge", "train")),
    ("cup", ("tea", "coffee", "food", "soup", "snack", "drink", "allerg", "toast")),
    ("camera", ("picture", "photo")),
    ("easy", ("easy",)),
    ("large", ("big", "large", "print")),
    ("group", ("child", "play", "friend", "family")),
)


class NotUnderstood(ValueError):
    """A line that does not say what it should; the message is for whoever typed it."""


def access_lines(points: Iterable[dict[str, str]]) -> str:
    """What is there for access, one to a line."""
    return "\n".join(point["words"] for point in points)


def read_access(text: str, before: Iterable[dict[str, str]] = ()) -> list[dict[str, str]]:
    """The same, as an event keeps it. A line that stays as it was keeps its drawing."""
    known = {point["words"]: point["icon"] for point in before}
    return [{"icon": known.get(line) or picture(line), "words": line} for line in _lines(text)]


def picture(words: str) -> str:
    """The drawing that fits best."""
    first_letters = words.lower().replace("(", " ").split()
    for name, beginnings in PICTURES:
        if any(word.startswith(beginnings) for word in first_letters):
            return name
    return "tick"


def step_lines(steps: Iterable[dict[str, str]]) -> str:
    """What happens, one to a line, as in "5:30pm Soup: Sit where you like."."""
    lines = []
    for step in steps:
        words = f": {step['words']}" if step["words"] else ""
        lines.append(f"{written_time(time.fromisoformat(step['at']))} {step['title']}{words}")
    return "\n".join(lines)


def read_steps(text: str) -> list[dict[str, str]]:
    """The same, as an event keeps it. Raises `NotUnderstood` for a line without a time or a name."""
    return [_step(line) for line in _lines(text)]


def _step(line: str) -> dict[str, str]:
    at, _, rest = line.partition(" ")
    title, _, words = rest.partition(":")
    moment = read_time(at)
    if moment is None or not title.strip():
        raise NotUnderstood(f"Begin each line with a time, like “5:30pm Soup”. This one does not: {line[:60]}")
    return {"at": f"{moment:%H:%M}", "title": title.strip(), "words": words.strip()}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
