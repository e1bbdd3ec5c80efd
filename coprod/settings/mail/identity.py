"""Who letters come from, and the three records by which mail servers believe it."""

from typing import NamedTuple
from urllib.parse import urlsplit

from coprod.config import Config

# Domains that are nobody's: letters from there are thrown away.
NOBODYS = ("example.org", "example.com", "example.net", "localhost")


class Record(NamedTuple):
    """A record to ask for: what it is called, where it stands, what it says, and what it is good for."""

    name: str
    where: str
    says: str
    why: str


class MailIdentity(NamedTuple):
    """The sender's address, and the server that sends; no server means a folder on this machine."""

    sender: str
    domain: str
    server: str

    @classmethod
    def of(cls, config: Config) -> "MailIdentity":
        """As this installation is set up."""
        sender = config.mail_from
        server = urlsplit(config.mail_url).hostname or "" if config.mail_url else ""
        return cls(sender, sender.rpartition("@")[2].strip("<> ").lower(), server)

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody has set an address yet."""
        return self.domain.endswith(NOBODYS) or self.domain.endswith((".example", ".test", ".invalid"))

    @property
    def records(self) -> list[Record]:
        """What to ask those for who look after the domain."""
        return [
            Record(
                "SPF",
                self.domain,
                f"v=spf1 a:{self.server or 'THE-MAIL-SERVER'} ~all",
                "Says which servers may send for this domain. If there is one already, it gets the server added.",
            ),
            Record(
                "DKIM",
                f"coprod._domainkey.{self.domain}",
                "v=DKIM1; k=rsa; p=THE-PUBLIC-KEY",
                "The mail server signs each letter, and this is the key to check it by. The server's keeper makes it.",
            ),
            Record(
                "DMARC",
                f"_dmarc.{self.domain}",
                f"v=DMARC1; p=none; rua=mailto:dmarc@{self.domain}",
                "Says who is told of letters that pretend to be yours. Later, p=quarantine has them put into the junk.",
            ),
        ]
