"""keys: what is private is sealed with a key ring; what SECRET_KEY sealed and hashed goes on as its key `old`"""

import base64
import hmac
import os
import re
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

# Sealed before, with SECRET_KEY: the table, the column.
SEALED_BEFORE = (
    ("concern", "sealed_words"),
    ("concern_step", "sealed_words"),
    ("second_step", "sealed_key"),
    ("draft", "sealed"),
)
# In clear until now: the table, its columns with what is sealed in their place, and the column of an address's digest.
IN_CLEAR: dict[str, tuple[dict[str, str], str | None]] = {
    "sign_up": (
        {"name": "sealed_name", "email": "sealed_email", "access_needs": "sealed_access_needs"},
        "email_digest",
    ),
    "pledge": (
        {"contact_name": "sealed_contact_name", "contact_email": "sealed_contact_email"},
        "contact_email_digest",
    ),
    "message": ({"to": "sealed_to", "subject": "sealed_subject", "body": "sealed_body"}, None),
}
DIGESTS = (
    ("receipt", "digest"),
    ("contribution", "token_digest"),
    ("draft", "key_digest"),
    ("recovery_code", "digest"),
)
SHORTEST = 17  # bytes of anything sealed, its key's name left out


def upgrade() -> None:
    op.create_table(
        "key_fingerprint",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_fingerprint")),
    )
    keys = Keys(with_old=anything_hangs_on_the_secret())
    for table, column in SEALED_BEFORE:
        add_places(table)
        change_rows(table, ["place", column], partial(sealed_anew, keys, table, column))
    for table, (columns, digest) in IN_CLEAR.items():
        seal_what_was_in_clear(keys, table, columns, digest)
    for table, column in DIGESTS:
        op.execute(f"UPDATE {table} SET {column} = 'old:' || {column} WHERE {column} IS NOT NULL")  # noqa: S608


def sealed_anew(keys: "Keys", table: str, column: str, row: dict[str, Any]) -> dict[str, Any]:
    """What Fernet sealed, sealed for its place. What could not be opened before stays as it is."""
    text = open_fernet(row[column])
    return {} if text is None else {column: keys.seal(text, f"{table}.{column}", row["place"])}


def seal_what_was_in_clear(keys: "Keys", table: str, columns: dict[str, str], digest: str | None) -> None:
    """New columns, filled from the old ones, which go."""
    add_places(table)
    with op.batch_alter_table(table) as batch:
        for sealed in columns.values():
            batch.add_column(sa.Column(sealed, sa.LargeBinary(), nullable=True))
        if digest:
            batch.add_column(sa.Column(digest, sa.String(), nullable=True))
    change_rows(table, ["place", *columns], partial(sealed_first, keys, table, columns, digest))
    with op.batch_alter_table(table) as batch:
        for clear, sealed in columns.items():
            batch.drop_column(clear)
            if table == "message":
                batch.alter_column(sealed, existing_type=sa.LargeBinary(), nullable=False)
            batch.create_check_constraint(op.f(f"ck_{table}_{sealed}"), f"length({sealed}) > {SHORTEST}")
        if digest:
            batch.create_index(op.f(f"ix_{table}_{digest}"), [digest])
    made_anew(table)


def sealed_first(
    keys: "Keys", table: str, columns: dict[str, str], digest: str | None, row: dict[str, Any]
) -> dict[str, Any]:
    """What stood in clear, sealed for its place; nothing is NULL. And by what an address is found."""
    values: dict[str, Any] = {
        sealed: keys.seal(row[clear], f"{table}.{sealed}", row["place"]) if row[clear] or table == "message" else None
        for clear, sealed in columns.items()
    }
    if digest and (address := row[digest.removesuffix("_digest")]):
        values[digest] = keys.digest("address", address.strip().casefold())
    return values


def downgrade() -> None:
    keys = Keys(with_old=False)
    for table, column in DIGESTS:
        op.execute(f"UPDATE {table} SET {column} = substr({column}, 5) WHERE {column} LIKE 'old:%'")  # noqa: S608
    for table, (columns, digest) in IN_CLEAR.items():
        with op.batch_alter_table(table) as batch:
            for clear in columns:
                batch.add_column(sa.Column(clear, sa.String(), nullable=False, server_default=""))
        change_rows(table, ["place", *columns.values()], partial(in_clear, keys, table, columns))
        with op.batch_alter_table(table) as batch:
            if digest:
                batch.drop_index(op.f(f"ix_{table}_{digest}"))
                batch.drop_column(digest)
            for clear, sealed in columns.items():
                batch.drop_constraint(op.f(f"ck_{table}_{sealed}"), type_="check")
                batch.alter_column(clear, existing_type=sa.String(), server_default=None)
                batch.drop_column(sealed)
            batch.drop_column("place")
    for table, column in SEALED_BEFORE:
        change_rows(table, ["place", column], partial(sealed_as_before, keys, table, column))
        with op.batch_alter_table(table) as batch:
            batch.drop_column("place")
    op.drop_table("key_fingerprint")


def in_clear(keys: "Keys", table: str, columns: dict[str, str], row: dict[str, Any]) -> dict[str, Any]:
    """What is sealed, as it stood before there were keys."""
    return {
        clear: keys.unseal(row[sealed], f"{table}.{sealed}", row["place"]) or "" for clear, sealed in columns.items()
    }


def sealed_as_before(keys: "Keys", table: str, column: str, row: dict[str, Any]) -> dict[str, Any]:
    """What is sealed for its place, sealed by Fernet."""
    text = keys.unseal(row[column], f"{table}.{column}", row["place"])
    return {} if text is None else {column: fernet().encrypt(text.encode())}


# --- rows -----------------------------------------------------------------------------------------------


def anything_hangs_on_the_secret() -> bool:
    """Whether there is a receipt, a concern or anything else that was made with SECRET_KEY."""
    columns = [*DIGESTS, *SEALED_BEFORE]
    asked = (f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL LIMIT 1" for table, column in columns)  # noqa: S608
    return any(op.get_bind().execute(sa.text(question)).first() for question in asked)


def add_places(table: str) -> None:
    """A random number for each row."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("place", sa.BigInteger(), nullable=True))
    change_rows(table, [], lambda row: {"place": secrets.randbits(63)})
    with op.batch_alter_table(table) as batch:
        batch.alter_column("place", existing_type=sa.BigInteger(), nullable=False)


def change_rows(name: str, columns: list[str], changed: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Set in every row what `changed` makes of these columns of it; some at a time, as there may be many."""
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    [key] = table.primary_key.columns
    wanted = sa.select(key, *(table.c[column] for column in columns)).order_by(key).limit(500)
    after = -1
    while found := op.get_bind().execute(wanted.where(key > after)).mappings().all():
        for row in found:
            if values := changed(dict(row)):
                op.get_bind().execute(table.update().where(key == row[key.name]).values(values))
        after = found[-1][key.name]


def made_anew(table: str) -> None:
    """PostgreSQL leaves a dropped column's text on the disk until it writes the table anew; SQLite has just done so."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} ALTER COLUMN place TYPE bigint USING place + 0")


# --- keys, as they were when this was written -------------------------------------------------------------


class Keys:
    """The keys of this installation; made now if there are none. With `old`, today's SECRET_KEY is the last of them."""

    def __init__(self, *, with_old: bool) -> None:
        path = Path(current_app.instance_path) / "keys"
        setting: str = current_app.config["COPROD_KEYS"]
        if not setting and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            letters = "".join(secrets.choice("abcdefghjkmnpqrstwxyz23456789") for _ in range(6))
            append(path, f"{letters}:{base64.urlsafe_b64encode(secrets.token_bytes(64)).decode()}")
        self.secrets = read(setting or path.read_text("ascii"))
        old: bytes = current_app.config["SECRET_KEY"].encode()
        if with_old and self.secrets.get("old", old) != old:
            raise RuntimeError("The key called old is not today's SECRET_KEY: one of them was changed by mistake.")
        if with_old and "old" not in self.secrets:
            if setting:
                raise RuntimeError(
                    "COPROD_KEYS must end with today's SECRET_KEY as the key called old, because receipts and sealed "
                    "words were made with it: add a comma and what `flask --app coprod new-key --old` prints."
                )
            append(path, f"old:{base64.urlsafe_b64encode(old).decode()}")
            self.secrets["old"] = old
        self.newest = next(iter(self.secrets))

    def seal(self, text: str, column: str, place: int) -> bytes:
        return self.newest.encode() + b":" + self._box(self.newest).encrypt(text.encode(), bound(column, place))

    def unseal(self, sealed: bytes | None, column: str, place: int) -> str | None:
        name, _, rest = (sealed or b"").partition(b":")
        if name.decode("ascii", "replace") not in self.secrets:
            return None
        try:
            return self._box(name.decode()).decrypt(rest, bound(column, place)).decode()
        except InvalidTag:
            return None

    def digest(self, label: str, text: str) -> str:
        own_key = hmac.digest(self.secrets[self.newest], f"coprod {label}".encode(), "sha256")
        return f"{self.newest}:{hmac.digest(own_key, text.encode('utf-8', 'replace'), 'sha256').hex()}"

    def _box(self, name: str) -> AESSIV:
        return AESSIV(hmac.digest(self.secrets[name], b"coprod sealing", "sha512"))


def bound(column: str, place: int) -> list[bytes]:
    return [f"{column}:{place:d}".encode()]


def read(written: str) -> dict[str, bytes]:
    pairs = (part.partition(":") for part in re.split(r"[,\s]+", written) if part)
    return {name: base64.urlsafe_b64decode(letters) for name, _, letters in pairs}


def append(path: Path, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(f"{line}\n")


def open_fernet(sealed: bytes) -> str | None:
    try:
        return fernet().decrypt(sealed).decode()
    except InvalidToken:
        return None


def fernet() -> Fernet:
    secret = current_app.config["SECRET_KEY"].encode()
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"coprod sealing").derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))
