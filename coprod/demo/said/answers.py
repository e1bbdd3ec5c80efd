"""What people tick and rank in the demonstration: as often as the questionnaires' own file says."""

from typing import Any

from coprod.activities.audience import Audience
from coprod.demo.said.people import Crowd
from coprod.questionnaires.kinds import OPINIONS, TEXT, Given, Kind, chose, counted, judged_each, ranked
from coprod.questionnaires.question import QuestionVersion

# How many of 100 people answer a question they may skip.
ANSWERED = 92


class Ticks:
    """A made-up person's pen. `facts` are the questions as the file has them, with the weight of each answer."""

    def __init__(self, crowd: Crowd, facts: list[dict[str, Any]]) -> None:
        self.crowd, self.rng = crowd, crowd.rng
        self.facts = {each["key"]: each for each in facts}
        self.known: dict[tuple[str, Audience], dict[str, Any]] = {}

    def weights(self, key: str, audience: Audience) -> dict[str, Any]:
        """How often those of one audience choose each option of a question."""
        if (key, audience) not in self.known:
            self.known[key, audience] = {
                option["key"]: option.get("by", {}).get(audience, option["weight"])
                for option in self.facts[key].get("options", ())
            }
        return self.known[key, audience]

    def answer(self, question: QuestionVersion, audience: Audience) -> Given:
        """What one person picks; nothing when they skip it, or when it asks for words."""
        if question.kind in TEXT or (not question.required and self.rng.randrange(100) >= ANSWERED):
            return Given()
        if question.kind is Kind.SCALE:
            points = enumerate(self.facts[question.key]["weights"], start=question.lowest or 0)
            return counted(self.crowd.pick(dict(points)))
        weights = self.weights(question.key, audience)
        if question.kind is Kind.AGREE:
            return judged_each({item: self.opinion(shares) for item, shares in weights.items()})
        if question.kind is Kind.SEVERAL_CHOICES:
            picked = [slug for slug, percent in weights.items() if self.rng.randrange(100) < percent]
            return chose("nobody") if "nobody" in picked else chose(*picked)
        if question.kind is Kind.RANKING:
            return ranked(*self.first_ones(weights, self.rng.choice((2, 3, 3))))
        return chose(*self.first_ones(weights, 1))

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
