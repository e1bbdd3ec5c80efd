"""The mail server: how a letter is handed over to it, and what it means when it is not taken."""

import errno
import smtplib
import ssl
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

TIMEOUT = 10  # seconds the other machine has for each answer


def hand_over(email: EmailMessage, mail_url: str) -> None:
    """Give it a letter; raises `OSError` or `SMTPException`. A password never travels in the clear."""
    url = urlsplit(mail_url)
    secure = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(url.hostname or "", url.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(url.hostname or "", url.port or 587, timeout=TIMEOUT)
    with server:
        if url.scheme != "smtps" and (url.port in (None, 587) or url.username):
            server.starttls(context=secure)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(email)


class Trouble(NamedTuple):
    """Why a letter did not leave, in a sentence. `for_good`: the same letter will be refused at every later try."""

    sentence: str
    for_good: bool = False


def kind_of(error: Exception) -> str:
    """A kind and a number, "SMTPDataError 554": never the other machine's words, which may hold the address."""
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, smtplib.SMTPRecipientsRefused) else []
    code = codes[0] if codes else getattr(error, "smtp_code", "")
    name = type(error).__name__
    if name == "OSError":  # one that Python has no better name for: ENOSPC, EHOSTUNREACH
        name = errno.errorcode.get(getattr(error, "errno", None) or 0, name)
    return f"{name} {code}".strip()


def trouble(kind: str) -> Trouble:
    """What lies behind such a kind, and what somebody can do about it."""
    name, _, code = kind.partition(" ")
    said = f" ({code})" if code else ""
    if name in LETTER_REFUSED and code.startswith("5"):
        return Trouble(f"The mail server refuses this letter for good{said}: the address may be wrong or closed.", True)
    if name in WORDS and not code.startswith("4"):
        return Trouble(WORDS[name].format(said=said))
    if code:
        later = "cannot take letters just now" if code.startswith("4") else "does not take letters from us"
        return Trouble(f"The mail server {later}{said}.")
    return Trouble(f"It could not be handed over to the mail server ({name}).")


# What is said about this one letter, and not about us. A letter that is refused for one reader was refused.
LETTER_REFUSED = {"SMTPRecipientsRefused", "SMTPDataError"}
AWAY = "Nothing answers where the mail server should be: is it running, and is MAIL_URL right?"
WORDS = {
    "SMTPAuthenticationError": "The mail server does not accept our name and password{said}: see MAIL_URL.",
    "SMTPSenderRefused": "The mail server does not accept our sender{said}: see MAIL_FROM.",
    "SMTPNotSupportedError": "The mail server cannot do what we ask, such as a sealed connection: see MAIL_URL.",
    "SMTPServerDisconnected": "The mail server ended the conversation.",
    "SSLCertVerificationError": "The certificate of the mail server is not one that we may trust.",
    "SSLError": "No sealed connection to the mail server could be made: is the port in MAIL_URL right?",
    "gaierror": "The name of the mail server is not known: see MAIL_URL.",
    "ConnectionRefusedError": AWAY,
    "ConnectionResetError": AWAY,
    "OSError": AWAY,
    "ENETUNREACH": AWAY,
    "EHOSTUNREACH": AWAY,
    "ENOSPC": "The disk is full.",
    "EROFS": "The folder for letters may not be written in.",
    "TimeoutError": "The mail server does not answer in time.",
    "PermissionError": "The folder for letters may not be written in.",
    "ValueError": "MAIL_URL cannot be read: it must look like smtp://user:password@host:587.",
    "Broken": "It is sealed with a key that is not here: see COPROD_KEYS and the file `keys`.",
    "UnknownKey": "It is sealed with a key that is not here: see COPROD_KEYS and the file `keys`.",
}
