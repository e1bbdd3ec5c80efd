"""KeyRing: the keys of one installation. They seal what nobody else may read, and make the hashes that find it again.

A sealed value is bound to its place: the column it stands in and a random number of its row. Moved to another row or
column it does not open. Everything made with a key begins with the key's name, so that keys can be changed: the newest
key makes, all keys open and find.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

LENGTH = 64  # bytes of a key
# What SECRET_KEY did before there was a key ring: the only key that may have another length.
OLD = "old"
_NAME = re.compile("[a-z0-9]{1,16}")
_ALPHABET = "abcdefghjkmnpqrstwxyz23456789"


class Broken(Exception):
    """What was sealed cannot be opened: its key is not here, it was tampered with, or it stands in another place."""


class UnknownKey(Broken):
    """What was sealed names a key that is not here."""


class NotKeys(ValueError):
    """What should be keys is not; the message is for whoever set it."""


class Key(NamedTuple):
    """One key, and the short name that stands before everything made with it."""

    name: str
    secret: bytes

    def keyed(self, label: str, text: str) -> bytes:
        """The keyed hash of a text for one purpose: 32 bytes. No purpose can stand in for another."""
        return hmac.digest(_derived(self, label, "sha256"), text.encode("utf-8", "replace"), "sha256")

    def digest(self, label: str, text: str) -> str:
        """The same as it is kept: this key's name and 64 hexadecimal characters."""
        return f"{self.name}:{self.keyed(label, text).hex()}"

    @property
    def fingerprint(self) -> str:
        """What tells this key from others and gives nothing of it away: "3f2a-91c0-55de-07ab"."""
        letters = self.keyed("fingerprint", self.name).hex()[:16]
        return "-".join(letters[place : place + 4] for place in range(0, 16, 4))

    @property
    def written(self) -> str:
        """The key as it is written down: `name:base64url`."""
        return f"{self.name}:{base64.urlsafe_b64encode(self.secret).decode()}"


class KeyRing:
    """The keys of one installation, the newest first."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys: Mapping[str, Key] = {key.name: key for key in keys}
        if not self.keys:
            raise NotKeys("there is no key in it")
        self.newest = next(iter(self.keys.values()))

    @classmethod
    def read(cls, text: str) -> "KeyRing":
        """Keys as they are written down, with commas or line ends between them; raises `NotKeys`."""
        keys = [_read_key(part) for part in re.split(r"[,\s]+", text) if part]
        if len({key.name for key in keys}) < len(keys):
            raise NotKeys("two keys in it have the same name")
        return cls(keys)

    def with_others(self, ring: "KeyRing") -> "KeyRing":
        """These keys, then those of another ring that are not here. What was the newest stays the newest."""
        return KeyRing([*self.keys.values(), *(key for key in ring.keys.values() if key.name not in self.keys)])

    def seal(self, text: str, column: str, place: int) -> bytes:
        """Encrypt and sign, for one place. The same text there gives the same bytes."""
        return self.newest.name.encode() + b":" + _box(self.newest).encrypt(text.encode(), _bound(column, place))

    def unseal(self, sealed: bytes, column: str, place: int) -> str:
        """Read what `seal` made for this place; raises `Broken`."""
        name, _, rest = sealed.partition(b":")
        key = self.keys.get(name.decode("ascii", "replace"))
        if key is None:
            raise UnknownKey("sealed with a key that is not here")
        try:
            return _box(key).decrypt(rest, _bound(column, place)).decode()
        except InvalidTag as error:
            raise Broken("does not open in this place") from error

    def digest(self, label: str, text: str) -> str:
        """The keyed hash of a text for one purpose, made with the newest key."""
        return self.newest.digest(label, text)

    def digests(self, label: str, text: str) -> list[str]:
        """The same under every key, the newest first: what to look for, whichever key it was made with."""
        return [key.digest(label, text) for key in self.keys.values()]


def new_key() -> Key:
    """A key that nobody has, with a name that no other key has by chance."""
    return Key("".join(secrets.choice(_ALPHABET) for _ in range(6)), secrets.token_bytes(LENGTH))


def new_place() -> int:
    """A random number for a row that holds something sealed, made before the row is stored: 63 bits."""
    return secrets.randbits(63)


def _read_key(written: str) -> Key:
    name, _, letters = written.partition(":")
    if not _NAME.fullmatch(name):
        raise NotKeys("a key in it has no name: each is written name:base64url")
    try:
        secret = base64.b64decode(letters, altchars=b"-_", validate=True)
    except ValueError as error:
        raise NotKeys(f"what follows the name {name} in it is not base64url") from error
    if not secret or (name != OLD and len(secret) != LENGTH):
        raise NotKeys(f"the key {name} in it has {len(secret)} bytes, and must have {LENGTH}")
    return Key(name, secret)


@cache
def _derived(key: Key, label: str, hashed_with: str) -> bytes:
    return hmac.digest(key.secret, f"coprod {label}".encode(), hashed_with)


@cache
def _box(key: Key) -> AESSIV:
    return AESSIV(_derived(key, "sealing", "sha512"))  # two keys of 256 bits in one


def _bound(column: str, place: int) -> list[bytes]:
    return [f"{column}:{place:d}".encode()]
