"""Who letters come from, and the three records by which mail servers believe it."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from coprod.config import Config

# Domains that are nobody's, with all that stands in them: letters from there are thrown away.
NOBODYS = (".example.org", ".example.com", ".example.net", ".localhost", ".example", ".test", ".invalid")


class Record(NamedTuple):
    """A record to ask for: what it is called, where it stands, what it says, what it is good for, and what was found.

    `found` is empty while nobody has looked it up.
    """

    name: str
    where: str
    says: str
    why: str
    found: str

    @property
    def sentence(self) -> str:
        """What was found, and what that means for whoever asks IT."""
        return FOUND.get(self.found) or SENTENCES.get((self.name, self.found), "")


FOUND = {
    "several": "There are several, and then none of them counts. Ask for one.",
    "could not be asked": "We could not ask: no name server answered.",
}
SENTENCES = {
    ("SPF", "found"): "There is one. Whether it allows your mail server, your IT can tell.",
    ("SPF", "not found"): "There is none. Ask for it.",
    ("DKIM", "found"): "There is a key under this name.",
    ("DKIM", "not found"): "There is no key under this name. Ask for it. If your mail server signs under another name, "
    "the headers of the test letter tell.",
    ("DMARC", "found"): "There is one.",
    ("DMARC", "not found"): "There is none here. Ask for it. If this is a part of a larger domain of yours, the record "
    "of that domain counts.",
}


class MailIdentity(NamedTuple):
    """The sender's address, and the server that sends; no server means a folder on this machine.

    `lookup` is what was found for this domain when somebody last had it looked up.
    """

    sender: str
    domain: str
    server: str
    lookup: dict[str, str]

    @classmethod
    def of(cls, config: Config, lookup: dict[str, str] | None = None) -> "MailIdentity":
        """As this installation is set up. What was found for another domain says nothing about this one."""
        sender = config.mail_from
        server = urlsplit(config.mail_url).hostname or "" if config.mail_url else ""
        domain = sender.rpartition("@")[2].strip("<> ").lower()
        return cls(sender, domain, server, lookup if lookup and lookup["domain"] == domain else {})

    @property
    def looked_up_at(self) -> datetime | None:
        """When somebody last had the records looked up."""
        return datetime.fromisoformat(self.lookup["at"]) if self.lookup else None

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody has set an address yet."""
        return f".{self.domain}".endswith(NOBODYS)

    @property
    def records(self) -> list[Record]:
        """What to ask those for who look after the domain."""
        return [
            Record(
                "SPF",
                self.domain,
                f"v=spf1 a:{self.server or 'THE-MAIL-SERVER'} ~all",
                "Says which servers may send for this domain. If there is one already, it gets the server added.",
                self.lookup.get("spf", ""),
            ),
            Record(
                "DKIM",
                f"coprod._domainkey.{self.domain}",
                "v=DKIM1; k=rsa; p=THE-PUBLIC-KEY",
                "The mail server signs each letter, and this is the key to check it by. The server's keeper makes it.",
                self.lookup.get("dkim", ""),
            ),
            Record(
                "DMARC",
                f"_dmarc.{self.domain}",
                f"v=DMARC1; p=none; rua=mailto:dmarc@{self.domain}",
                "Says who is told of letters that pretend to be yours. Later, p=quarantine has them put into the junk.",
                self.lookup.get("dmarc", ""),
            ),
        ]
