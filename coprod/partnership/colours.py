"""The six colours that a partnership may change: how strong each must be, and the nearest that is strong enough."""

import colorsys
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# The six, and what each is when a partnership has not changed it.
COLOURS = {
    "brand": "#14503e",
    "brand-deep": "#0b3428",
    "brand-tint": "#eef5f0",
    "brand-line": "#bfd5c9",
    "on-brand": "#ffffff",
    "on-brand-soft": "#cfe5da",
}
# How staff know them.
LABELS = {
    "brand": "Main colour",
    "brand-deep": "Deep",
    "brand-tint": "Tint",
    "brand-line": "Line",
    "on-brand": "Words on main",
    "on-brand-soft": "Soft words on main",
}
# What they meet on pages that is always the same (static/css/tokens.css).
FIXED = {"white": "#ffffff", "grey words": "#47524c"}


class Need(NamedTuple):
    """How far a colour must stand out from another: WCAG's contrast ratio, 1 for the same and 21 for black on white."""

    against: str
    least: float
    where: str


NEEDS: dict[str, tuple[Need, ...]] = {
    "brand": (Need("white", 7, "on white"),),
    "brand-deep": (Need("on-brand-soft", 4.5, "under its soft words"), Need("on-brand", 4.5, "under its words")),
    "brand-tint": (Need("grey words", 4.5, "under grey words"), Need("brand", 4.5, "under links")),
    "brand-line": (),  # carries no meaning
    "on-brand": (Need("brand", 7, "on the main colour"),),
    "on-brand-soft": (Need("brand", 4.5, "on the main colour"),),
}


class Measured(NamedTuple):
    """A colour against what it meets: its weakest place, and the nearest colour that is strong enough everywhere."""

    value: str
    ratio: float
    need: Need | None
    fits: bool
    nearest: str | None


def is_colour(value: str) -> bool:
    """Whether it is written as pages write it: "#14503e"."""
    return re.fullmatch(r"#[0-9a-f]{6}", value) is not None


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def measured(colours: Mapping[str, str]) -> dict[str, Measured]:
    """Each of the six, measured against the others as they will be when those that are too weak are mended."""
    mended = dict(colours)
    found = {}
    for name in ("brand", "on-brand", "on-brand-soft", "brand-deep", "brand-tint", "brand-line"):
        found[name] = _measure(name, mended)
        if found[name].nearest:
            mended[name] = found[name].nearest or ""
    return {name: found[name] for name in COLOURS}


def mended(colours: Mapping[str, str]) -> dict[str, str]:
    """The six, where each that is too weak has given way to the nearest that works."""
    return {name: each.nearest or each.value for name, each in measured(colours).items()}


def as_variables(colours: dict[str, Any], of: str = ":root") -> str:
    """The partnership's own colours as a stylesheet; empty when it uses the ones the product comes with."""
    return of + "{" + "".join(f"--{name}:{value};" for name, value in sorted(colours.items())) + "}" if colours else ""


def _measure(name: str, colours: Mapping[str, str]) -> Measured:
    value, needs = colours[name], [(need, (FIXED | dict(colours))[need.against]) for need in NEEDS[name]]
    if not needs:
        return Measured(value, 0, None, True, None)
    weakest, other = min(needs, key=lambda each: contrast(value, each[1]) / each[0].least)
    ratio = math.floor(contrast(value, other) * 10) / 10  # never rounded up to what is needed
    fits = _fits(value, needs)
    return Measured(value, ratio, weakest, fits, None if fits else _nearest(value, needs))


def _fits(value: str, needs: Iterable[tuple[Need, str]]) -> bool:
    return all(contrast(value, other) >= need.least for need, other in needs)


def _nearest(value: str, needs: list[tuple[Need, str]]) -> str | None:
    """The same hue, lighter or darker by as little as will do; None when not even black or white would."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(value)))
    for step in range(1, 256):
        for lighter in (lightness + step / 255, lightness - step / 255):
            if -1 / 255 < lighter < 256 / 255:
                rgb = colorsys.hls_to_rgb(hue, min(max(lighter, 0), 1), saturation)
                there = "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
                if _fits(there, needs):
                    return there
    return None


def _parts(value: str) -> list[int]:
    return [int(value[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(value: str) -> float:
    parts = [part / 255 for part in _parts(value)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
