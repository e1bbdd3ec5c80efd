"""DraftKey: what opens a draft. Only the browser that began it has it, so nobody else can read what is not sent."""

import base64
import hmac
import secrets
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from coprod.key_ring import Broken

LENGTH = 32  # bytes: 256 bits, by chance


class DraftKey:
    """256 random bits. They never reach the database, and no key of the installation has to do with them.

    All that a draft needs is made of them: `digest` finds its row, `once` is the one-use token with which it is sent,
    from whichever device, and another part seals what it says.
    """

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    @classmethod
    def new(cls) -> "DraftKey":
        """A key that nobody has."""
        return cls(secrets.token_bytes(LENGTH))

    @classmethod
    def read(cls, written: object) -> "DraftKey | None":
        """A key as a cookie keeps it; None for anything else."""
        try:
            secret = base64.b64decode(f"{written}=", altchars=b"-_", validate=True)
        except ValueError:
            return None
        return cls(secret) if len(secret) == LENGTH else None

    @property
    def written(self) -> str:
        """The key as a cookie keeps it."""
        return base64.urlsafe_b64encode(self.secret).decode().rstrip("=")

    @cached_property
    def digest(self) -> str:
        """By what its row is found. Nothing leads back from here to the key."""
        return self._made_for("finding", "sha256").hex()

    @cached_property
    def once(self) -> str:
        """The token of the contribution that it becomes: sent from two devices, it is one."""
        return self._made_for("sending once", "sha256").hex()

    @cached_property
    def mark(self) -> str:
        """By what pages of the same answers know each other. It opens nothing, and nothing is found by it."""
        return self._made_for("knowing pages", "sha256").hex()[:16]

    def seal(self, text: str, place: int) -> bytes:
        """Encrypt and sign what a draft says, for its own row."""
        return self._box.encrypt(text.encode(), _bound(place))

    def unseal(self, sealed: bytes, place: int) -> str:
        """Read what `seal` made for this row; raises `Broken`."""
        try:
            return self._box.decrypt(sealed, _bound(place)).decode()
        except InvalidTag as error:
            raise Broken("does not open in this place") from error

    @cached_property
    def _box(self) -> AESSIV:
        return AESSIV(self._made_for("sealing", "sha512"))  # two keys of 256 bits in one

    def _made_for(self, purpose: str, hashed_with: str) -> bytes:
        return hmac.digest(self.secret, f"coprod draft {purpose}".encode(), hashed_with)


def _bound(place: int) -> list[bytes]:
    return [f"draft.sealed:{place:d}".encode()]
