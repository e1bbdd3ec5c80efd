"""Words kept where even someone who copies the database cannot read them: encrypted with the installation's key."""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class Broken(Exception):
    """What was sealed cannot be opened: the key has changed, or it was tampered with."""


def seal(text: str, column: str = "", place: int = 0) -> bytes:
    """Encrypt and sign. The same text gives different bytes every time."""
    return _box().encrypt(text.encode())


def unseal(sealed: bytes, column: str = "", place: int = 0) -> str:
    """Read what `seal` made; raises `Broken`."""
    try:
        return _box().decrypt(sealed).decode()
    except InvalidToken as error:
        raise Broken("cannot be opened with this installation's key") from error


def _box() -> Fernet:
    secret = current_app.config["SECRET_KEY"].encode()
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"coprod sealing").derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))


def new_place() -> int:
    """A random number for a row that holds something sealed, made before the row is stored: 63 bits."""
    return secrets.randbits(63)
