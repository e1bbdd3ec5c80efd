"""A screening that a test can foresee: what is written says itself how worrying it is."""

from coprod.screening.finding import Finding, FindingKind

# In the words: certain enough, or to be read first; and how sure screening is then.
CERTAIN, WEAK = "not safe", "not so well"
SURE = {CERTAIN: 97, WEAK: 61}
KINDS = {CERTAIN: FindingKind.CONCERN, WEAK: FindingKind.READ_FIRST}


def screen(text: str, *how: object) -> list[Finding]:
    """For `monkeypatch.setattr(screening, "screen", screen)`."""
    return [
        Finding(kind, text.index(words), text.index(words) + len(words), "It says so", SURE[words])
        for words, kind in KINDS.items()
        if words in text
    ]
