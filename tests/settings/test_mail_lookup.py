"""Which mail records are there: asked of a name server, here one of our own, when staff press the button."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from coprod.changes import Change
from coprod.database import db
from coprod.settings.mail import lookup

ADDRESS, LOOK_UP = "/staff/settings/mail", "/staff/settings/mail/look-up"
OURS = "fernshire.gov.uk"
SPF, DKIM, DMARC = OURS, f"coprod._domainkey.{OURS}", f"_dmarc.{OURS}"
ALL = {SPF: ["other=1", "v=spf1 a:mx ~all"], DKIM: ["v=DKIM1; k=rsa; p=" + "A" * 300], DMARC: ["v=DMARC1; p=none"]}
SILENT, BROKEN = "silent", "broken"


class NameServer(socketserver.BaseRequestHandler):
    """Says what `says` has for a name; there is no other name. Or says nothing at all, or that it cannot."""

    says: dict[str, list[str]] | str
    asked: list[str]

    def handle(self) -> None:
        question = dns.message.from_wire(self.request[0])
        name = question.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if self.says == SILENT:
            return
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if self.says == BROKEN:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.says:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            for text in self.says[name]:
                parts = " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
                answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", parts))
        self.request[1].sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def name_server(monkeypatch) -> Iterator[type[NameServer]]:
    """It answers on this machine, and nobody else is asked."""
    handler = type("Ours", (NameServer,), {"says": dict(ALL), "asked": []})
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()

        def only_ours() -> dns.resolver.Resolver:
            assert not db.session().in_transaction(), "nothing waits while we ask"
            asks = dns.resolver.Resolver(configure=False)
            asks.nameservers, asks.port = ["127.0.0.1"], running.server_address[1]
            return asks

        monkeypatch.setattr(lookup, "name_servers", only_ours)
        yield handler
        running.shutdown()


@pytest.fixture
def sender(client, admin) -> Iterator[None]:
    """Letters come from an address of ours."""
    app = client.application
    before = app.config["COPROD"]
    app.config["COPROD"] = replace(before, mail_from=f"SEND <send@{OURS}>", mail_url=f"smtp://mx.{OURS}:587")
    yield
    app.config["COPROD"] = before


def test_nothing_is_asked_before_somebody_presses_the_button(client, sender, name_server):
    page = client.get(ADDRESS).text
    assert "Nobody has looked up yet" in page and ">Look them up<" in page and "Found" not in page
    assert client.get(LOOK_UP).status_code == 405 and name_server.asked == []


def test_what_was_found_stands_there_with_its_date(client, sender, name_server, kept):
    assert client.post(LOOK_UP).location == f"{ADDRESS}#records"
    assert sorted(name_server.asked) == sorted(ALL)
    page = client.get(ADDRESS).text
    assert page.count("Found</span>") == 3 and "Looked up on" in page and "Look them up again" in page
    for words in ("Whether it allows your mail server", "There is a key under this name", "There is one.</p>"):
        assert words in page, words
    assert {name: kept().mail_lookup[name] for name in lookup.SOUGHT} == dict.fromkeys(lookup.SOUGHT, "found")
    changes = client.get("/staff/settings/changes").text
    assert "Mail records" in changes and "SPF: found" in changes and "Looked up: " in changes
    assert [change.field for change in db.session.query(Change)] == ["mail_lookup"]


@pytest.mark.parametrize(
    ("record", "says", "words"),
    [
        (SPF, None, "There is none. Ask for it."),
        (SPF, ["v=spf10 -all", "spf"], "There is none. Ask for it."),
        (SPF, ["v=spf1 -all", "V=SPF1 a ~all"], "There are several, and then none of them counts"),
        (DKIM, None, "There is no key under this name"),
        (DKIM, ["v=DKIM1; p="], "There is no key under this name"),
        (DMARC, ["v=spf1 -all"], "There is none here. Ask for it."),
        (DMARC, ["v=DMARC1; p=none", "v = DMARC1; p=reject"], "There are several, and then none of them counts"),
    ],
)
def test_what_is_not_there_or_does_not_count_is_to_be_asked_for(client, sender, name_server, record, says, words):
    del name_server.says[record]
    if says:
        name_server.says[record] = says
    client.post(LOOK_UP)
    page = client.get(ADDRESS).text
    assert words in page and page.count("Found</span>") == 2


@pytest.mark.parametrize("says", [SILENT, BROKEN])
def test_who_does_not_answer_says_nothing_about_what_is_there(client, sender, name_server, monkeypatch, says):
    monkeypatch.setattr(lookup, "PATIENCE", 0.3)
    name_server.says = says
    assert client.post(LOOK_UP).status_code == 303
    page = client.get(ADDRESS).text
    assert page.count("We could not ask: no name server answered") == 3 and "Not found" not in page


def test_one_that_answers_slowly_does_not_make_the_others_wait(client, sender, name_server, monkeypatch):
    """What all three take together is limited."""
    monkeypatch.setattr(lookup, "PATIENCE", 0)
    client.post(LOOK_UP)
    assert name_server.asked == [] and client.get(ADDRESS).text.count("We could not ask") == 3
    assert lookup.PATIENCE <= 3


def test_a_machine_without_name_servers_asks_nobody(client, sender, monkeypatch):
    def none() -> dns.resolver.Resolver:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(lookup, "name_servers", none)
    client.post(LOOK_UP)
    assert client.get(ADDRESS).text.count("We could not ask") == 3


def test_what_was_found_for_another_domain_is_not_shown(client, sender, name_server):
    client.post(LOOK_UP)
    app = client.application
    app.config["COPROD"] = replace(app.config["COPROD"], mail_from="send@elsewhere.gov.uk")
    page = client.get(ADDRESS).text
    assert "Found</span>" not in page and "Nobody has looked up yet" in page


def test_an_address_of_nobody_is_not_looked_up(client, admin, name_server, kept):
    page = client.get(ADDRESS).text
    assert "Once the sender is an address of yours" in page and "Look them up" not in page
    assert client.post(LOOK_UP).status_code == 303 and name_server.asked == [] and kept().mail_lookup == {}
    assert "There is nothing to look up" in client.get(ADDRESS).text


@pytest.mark.parametrize("domain", ["", "a..b", "x" * 64 + ".uk", "ü" * 300])
def test_a_domain_that_cannot_be_is_not_asked(app, name_server, domain):
    assert set(lookup.look_up(domain).values()) <= {"could not be asked", "not found"}
