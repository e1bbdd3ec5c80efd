"""search_text: what is published is searched as text of our own, the same on both databases

The fold as it is today is copied here: what this migration does never changes again.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

SUBMISSION = sa.table(
    "submission", sa.column("id", sa.Integer), sa.column("published_words"), sa.column("search_words")
)
ORGANISATION = sa.table("organisation", sa.column("id", sa.Integer), sa.column("name"), sa.column("key"))
AT_ONCE = 1000  # rows


SQLITE_NEW = ("search_words", "ascii")
SQLITE_OLD = ("published_words", "unicode61 remove_diacritics 2")
ACCENTED, PLAIN = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy"
MARKS = "'’‘-–—./_@&+:;<>\\"
LETTERS = (ACCENTED + MARKS).replace("'", "''")
VECTOR_NEW = "to_tsvector('simple', search_words)"
VECTOR_OLD = f"to_tsvector('simple', translate(lower(published_words), '{LETTERS}', '{PLAIN}{' ' * len(MARKS)}'))"


def upgrade() -> None:
    drop_index()
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_words", sa.String(), nullable=True))
    rewrite(SUBMISSION.c.published_words, SUBMISSION.c.search_words, search_words)
    rewrite(ORGANISATION.c.name, ORGANISATION.c.key, organisation_key)
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_submission_searched_as_published"), "(search_words IS NULL) = (published_words IS NULL)"
        )
    make_index(SQLITE_NEW, VECTOR_NEW)


def downgrade() -> None:
    drop_index()
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_submission_searched_as_published"), type_="check")
        batch_op.drop_column("search_words")
    make_index(SQLITE_OLD, VECTOR_OLD)


def rewrite(source: sa.Column, target: sa.Column, made_of: Callable[[str], str]) -> None:
    """Fill one column of a table from another, some rows at a time."""
    connection, table, last = op.get_bind(), source.table, 0
    change = table.update().where(table.c.id == sa.bindparam("row")).values({target: sa.bindparam("new")})
    asked = sa.select(table.c.id, source).where(source.is_not(None)).order_by(table.c.id).limit(AT_ONCE)
    while rows := connection.execute(asked.where(table.c.id > last)).all():
        connection.execute(change, [{"row": id, "new": made_of(words)} for id, words in rows])
        last = rows[-1].id


def drop_index() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP INDEX IF EXISTS ix_submission_fts")
        return
    for trigger in ("added", "changed", "removed"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS submission_fts_{trigger}")
    connection.exec_driver_sql("DROP TABLE IF EXISTS submission_fts")


def make_index(on_sqlite: tuple[str, str], vector: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"CREATE INDEX ix_submission_fts ON submission USING gin ({vector})")
        return
    column, tokenize = on_sqlite
    for statement in (
        f"""CREATE VIRTUAL TABLE submission_fts USING fts5(
            {column}, content='submission', content_rowid='id', columnsize=0, tokenize='{tokenize}'
        )""",
        f"""CREATE TRIGGER submission_fts_added AFTER INSERT ON submission WHEN new.{column} IS NOT NULL BEGIN
            INSERT INTO submission_fts (rowid, {column}) VALUES (new.id, new.{column});
        END""",  # noqa: S608 - columns of ours
        f"""CREATE TRIGGER submission_fts_changed AFTER UPDATE OF {column} ON submission
        WHEN old.{column} IS NOT new.{column} BEGIN
            INSERT INTO submission_fts (submission_fts, rowid, {column})
                SELECT 'delete', old.id, old.{column} WHERE old.{column} IS NOT NULL;
            INSERT INTO submission_fts (rowid, {column}) SELECT new.id, new.{column} WHERE new.{column} IS NOT NULL;
        END""",
        f"""CREATE TRIGGER submission_fts_removed AFTER DELETE ON submission WHEN old.{column} IS NOT NULL BEGIN
            INSERT INTO submission_fts (submission_fts, rowid, {column}) VALUES ('delete', old.id, old.{column});
        END""",  # noqa: S608 - columns of ours
        "INSERT INTO submission_fts (submission_fts) VALUES ('rebuild')",
    ):
        connection.exec_driver_sql(statement)


# --- words as they are searched, frozen ------------------------------------------------------------------

_UNSEEN_MARKS = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0\U00013441\U00013442\U0001d159"
_AS_SPACES = str.maketrans(dict.fromkeys(_BLANKS, " "))
# Letters that take no accent off, and read like these.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Beside the unseen marks: circles and keys drawn around a letter, the Arabic stretching line, the colours of hands.
_LEFT_OUT = re.compile(
    f"[{_UNSEEN_MARKS}\u0488\u0489\u0640\u1abe\u20dd-\u20e0\u20e2-\u20e4\ua670-\ua672\U0001f3fb-\U0001f3ff]"
)
# Scripts that put no space between words: each of their letters is looked for as a word of its own. Thai to Myanmar,
# Khmer, then Chinese, Japanese and Korean (Korean has spaces, but small words hang on to others).
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x115E), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF),
    (0x3105, 0x318F), (0x31A0, 0x31FF), (0x3400, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
    (0xFF66, 0xFFDC), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
_EMOJI = (0x1F000, 0x1FAFF)
# What stays with the letter before it although it is no mark by name: the halves of a Korean letter, two of Japanese.
_CLINGS = re.compile("[\u1161-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]")


def fold(text: str) -> str:
    """The same for whatever people write differently and mean the same: capitals, accents, joiners, ﬁ or ½.

    The vowel signs of Devanagari, Bengali, Gurmukhi and their like are letters and stay. Folded again, it is the same.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_AS_SPACES)).casefold()
    apart = unicodedata.normalize("NFKD", _LEFT_OUT.sub("", apart))
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not _is_accent(letter)).translate(_PLAIN))


def _is_accent(letter: str) -> bool:
    """A mark above, below or through a letter; a vowel point of Hebrew or Arabic. By Unicode's combining classes."""
    placed = unicodedata.combining(letter)
    return placed == 1 or 10 <= placed <= 36 or placed >= 200


def words_in(text: str) -> Iterator[str]:
    """The words of a text, folded: letters and figures that stand together; an emoji, and 字, each by itself."""
    for start, end in _stretches(text):
        folded = fold(text[start:end])
        for first, last in _stretches(folded):  # ½ is written as one and reads as two
            yield folded[first:last]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end."""
    if text.isascii():
        yield from (match.span() for match in re.finditer("[A-Za-z0-9]+", text))
        return
    start, alone = -1, False  # where the word began that is being read, if one is; whether nothing is added to it
    for at, letter in enumerate(text):
        kind = _kind(letter)
        if kind is _MARK:
            continue
        if start >= 0 and (kind is not _LETTER or alone):
            yield start, at
            start = -1
        if kind is not _GAP and start < 0:
            start, alone = at, kind is _ALONE
    if start >= 0:
        yield start, len(text)


_LETTER, _ALONE, _MARK, _GAP = "letter", "alone", "mark", "gap"


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    """What a letter does to the word before it: goes on, stands alone, stays with it, ends it."""
    code, category = ord(letter), unicodedata.category(letter)
    if letter in _BLANKS or letter == "ʼ":  # an apostrophe, whatever Unicode calls it
        return _GAP
    if category[0] == "M" or _LEFT_OUT.match(letter) or _CLINGS.match(letter):
        return _MARK
    if category == "So" or _EMOJI[0] <= code <= _EMOJI[1]:
        return _ALONE
    if category[0] not in "LN":
        return _GAP
    return _ALONE if any(first <= code <= last for first, last in _UNSPACED) else _LETTER


# Letters of a word that are kept: what is longer is found by its beginning. PostgreSQL drops very long words.
LONGEST = 64

_FIGURES = "0123456789abcdefghijklmnopqrstuvwxyz"


def search_words(text: str) -> str:
    """What the index keeps of a text."""
    return " ".join(_safe(word[:LONGEST]) for word in words_in(text))


def _safe(word: str) -> str:
    """A word in letters a to z and figures. Two words never become one, and a beginning stays a beginning."""
    if word.isascii() and "z" not in word and not word[0].isdigit():
        return word
    safe = "".join(map(_safe_letter, word))
    return f"zy{safe}" if safe[0].isdigit() else safe  # PostgreSQL reads 1e5x as a number and a word


def _safe_letter(letter: str) -> str:
    """The letter itself; or z and its number in Unicode, in four figures of which the first is never y or z."""
    if letter == "z":
        return "zz"
    if letter.isascii():
        return letter
    code, figures = ord(letter), ""
    for _ in range(4):
        code, figure = divmod(code, len(_FIGURES))
        figures = _FIGURES[figure] + figures
    return f"z{figures}"


def organisation_key(name: str) -> str:
    """A name without what people write differently."""
    plain = fold(name).replace("&", " and ").replace("'", "").replace("’", "")
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in plain)
    return " ".join(kept.split()).removeprefix("the ")
