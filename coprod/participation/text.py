"""Text as it is kept: one rule for every form and every submission, in `coprod.text`."""

from coprod.text import normalise

__all__ = ["normalise"]
