"""What waits in the queue: the name of a job and what it is given, as JSON, signed with a key of the installation.

Whoever can write where jobs wait can have nothing run: what is not signed is not even read, and what is read is text,
numbers and lists, never code.
"""

import hmac
import json
from typing import Any

from flask import Flask
from huey.registry import Message

from coprod.key_ring import Key, KeyRing
from coprod.keys import kept_keys

LABEL = "job"


class NotOurs(Exception):
    """Something in the queue that no process of this installation has put there."""


class SignedJSON:
    """How huey writes a job down, and reads it again: `digest JSON`, where the digest begins with its key's name."""

    def __init__(self) -> None:
        self.app: Flask  # the application whose keys sign: known later than the queue is made

    def serialize(self, message: Message) -> bytes:
        """Sign it with the newest key."""
        text = json.dumps({"id": message.id, "name": message.name, "args": message.args, "kwargs": message.kwargs})
        key = self.keys().newest
        return f"{key.digest(LABEL, text)} {text}".encode()

    def deserialize(self, data: Any) -> Message:
        """The job, if one of our keys signed it; raises `NotOurs`."""
        try:
            digest, _, text = bytes(data).decode().partition(" ")
        except (TypeError, ValueError):
            raise NotOurs from None
        key = self._key(digest.partition(":")[0])
        if key is None or not hmac.compare_digest(key.digest(LABEL, text).encode(), digest.encode()):
            raise NotOurs
        return Message(**json.loads(text))

    def keys(self) -> KeyRing:
        """The keys of the installation: read once, and compared with those of the database, which may be away."""
        with self.app.app_context():
            return kept_keys().ring

    def _key(self, name: str) -> Key | None:
        with self.app.app_context():
            keys = kept_keys()
            return keys.ring.keys.get(name) or keys.read_again().keys.get(name)
