"""What is there for people who need it: one thing to a line as staff type it, with a drawing as an event keeps it."""

from collections.abc import Iterable

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


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
