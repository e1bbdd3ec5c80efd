"""The address of a Redis: one that other machines can reach must ask who comes."""

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit


def open_to_others(address: str) -> str:
    """What is wrong with a Redis that others may read, in a sentence; "" when it is none."""
    if not address or is_here(address) or has_password(address):
        return ""
    where = urlsplit(address).hostname or "another machine"
    return (
        f"Coprod does not use the Redis at {where} without a password, because whoever reaches it could read and "
        "change what is in it: set one there (requirepass), and write REDIS_URL=redis://:password@host:6379/0."
    )


def is_here(address: str) -> bool:
    """Whether it is on this machine: a socket, localhost, or an address that no other machine can reach."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "unix" or host in ("", "localhost"):
        return "," not in parts.netloc
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def has_password(address: str) -> bool:
    """Whether a password goes with it."""
    parts = urlsplit(address)
    return bool(parts.password or any(parse_qs(parts.query).get("password", ())))
