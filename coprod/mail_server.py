"""The mail server, and how a letter is handed over to it."""

import smtplib
import ssl
from email.message import EmailMessage
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
