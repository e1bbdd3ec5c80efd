"""What people tick and rank in the demonstration: as often as the questionnaires' own file says."""

from typing import Any

from coprod.demo.people import Crowd
from coprod.questionnaires.kinds import OPINIONS, TEXT, Kind, Value
from coprod.questionnaires.question import Question

# How many of 100 people answer a question they may skip.
ANSWERED = 92


class Ticks:
    """A made-up person's pen. `facts` are the questions as the file has them, with the weight of each answer."""

    def __init__(self, crowd: Crowd, facts: list[dict[str, Any]]) -> None:
        self.crowd, self.rng = crowd, crowd.rng
        offered = {each["slug"]: each.get("options") or each.get("items") or [] for each in facts}
        self.weights = {slug: {each["slug"]: each["weight"] for each in options} for slug, options in offered.items()}

    def answer(self, question: Question) -> Value | None:
        """What one person picks; None when they skip it, or when it asks for words."""
        if question.kind in TEXT or (not question.required and self.rng.randrange(100) >= ANSWERED):
            return None
        weights = self.weights[question.slug]
        picked: list[str] | dict[str, str]
        if question.kind is Kind.AGREE:
            picked = {
                item: self.crowd.pick(dict(zip(OPINIONS, shares, strict=True))) for item, shares in weights.items()
            }
        elif question.kind is Kind.SEVERAL_CHOICES:
            picked = [slug for slug, percent in weights.items() if self.rng.randrange(100) < percent]
            picked = ["nobody"] if "nobody" in picked else picked
        else:
            picked = self.first_ones(weights, self.rng.choice((2, 3, 3)) if question.kind is Kind.RANKING else 1)
        return picked or None

    def opinion(self, shares: list[int]) -> str:
        """What one person says of one item."""
        return str(self.crowd.pick(dict(zip(OPINIONS, shares, strict=True))))

    def first_ones(self, weights: dict[str, int], number: int) -> list[str]:
        """Several, the dearest first, none twice."""
        left = dict(weights)
        picked: list[str] = []
        for _ in range(number):
            picked.append(self.crowd.pick(left))
            del left[picked[-1]]
        return picked
