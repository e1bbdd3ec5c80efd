"""The parts that say whether the settings are right: keys, addresses, the folder, and proxies that fit what was seen.

On a laptop, which needs no setting at all, much only worries that betrays somebody in production.
"""

from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import urlsplit

from coprod.config import Config, is_this_machine
from coprod.email_addresses import NotAnAddress, email_address
from coprod.examination.answers import Answer, good, worrying, wrong
from coprod.examination.guessable import BITS, bits, is_repeated, why_guessable
from coprod.key_ring import OLD, Key, KeyRing, NotKeys
from coprod.private_files import first_open
from coprod.proxies_seen import Misfit, proxies_seen
from coprod.redis_address import open_to_others

MAKE_ONE = "leave it out, and one is made and kept"


def variables_are_known(config: Config) -> Answer:
    """Nobody has mistyped a name."""
    return worrying(" ".join(config.unknown)) if config.unknown else good("Every variable with our name is a setting.")


def secret_key_is_secret(config: Config) -> Answer:
    """What signs cookies and forms cannot be guessed: whoever knew it could be anybody."""
    file = config.secret_file
    secret = config.secret_key or (file.read_text() if file.exists() else None)
    weak = "" if secret is None else why_guessable(secret)
    if not weak:
        return good("The key that signs cookies was made by chance.")
    where, mend = ("SECRET_KEY", MAKE_ONE) if config.secret_key else (f"The file {file}", "delete it, and one is made")
    sentence = f"{where} {weak}, so that others could sign in as anybody: {mend}."
    return wrong(sentence, betrays=True) if config.in_production else worrying(sentence)


def keys_are_secret(config: Config) -> Answer:
    """What seals concerns and addresses can be read, and cannot be guessed."""
    file = config.instance / "keys"
    written = config.keys or (file.read_text("ascii", "replace") if file.exists() else None)
    if written is None:
        return good("The keys are made when something is sealed for the first time.")
    where = "COPROD_KEYS" if config.keys else f"The file {file}"
    try:
        ring = KeyRing.read(written)
    except NotKeys as error:
        return wrong(f"{where} cannot be used: {error}.", betrays=True)
    weak = [key for key in ring.keys.values() if _is_weak(key)]
    if not weak:
        return good("The keys that seal were made by chance.")
    sentence = (
        f"The key {weak[0].name} in {where.replace('The', 'the')} can be guessed, and with it all that is sealed: "
    )
    sentence += "make another (`flask --app coprod new-key`), and then seal with it (`flask --app coprod rotate-keys`)."
    if ring.newest not in weak:
        return wrong(sentence)  # whoever rotates must be able to start
    return wrong(sentence, betrays=True) if config.in_production else worrying(sentence)


def _is_weak(key: Key) -> bool:
    if key.name == OLD:  # it was a SECRET_KEY
        return bool(why_guessable(key.secret.decode("utf-8", "replace")))
    return is_repeated(key.secret) or bits(key.secret) < BITS


def address_is_right(config: Config) -> Answer:
    """Links in letters lead here, and what people send travels sealed."""
    address, host = config.base_url, urlsplit(config.base_url).hostname or ""
    if address.startswith("https:") and not config.https:
        return wrong(
            f"People come over HTTPS (BASE_URL is {address}) while COPROD_HTTPS is not 1, so that their cookies may "
            "also travel in the clear: write COPROD_HTTPS=1.",
            betrays=True,
        )
    if _is_nowhere(host):
        return wrong(f"BASE_URL is {address}, which no browser can open: write the address that people type.")
    if not config.in_production:
        return good("Only this machine is served.")
    if is_this_machine(address):
        return wrong(
            f"Links in letters lead to {address}, which is nobody else's: write the public address as BASE_URL."
        )
    if not config.https:
        return wrong(f"BASE_URL is {address}: passwords and what people send travel in the clear. Put HTTPS in front.")
    if not address.startswith("https:"):
        return wrong(f"BASE_URL is {address} while COPROD_HTTPS is 1: write https:// there, too.")
    return good(f"People find the site at {address}, over HTTPS.")


def _is_nowhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def redis_asks_who_comes(config: Config) -> Answer:
    """A Redis that other machines can reach has a password."""
    if sentence := open_to_others(config.redis_url):
        return wrong(sentence, betrays=True)
    return good("Redis is on this machine, or asks who comes." if config.redis_url else "No Redis is used.")


def sender_is_right(config: Config) -> Answer:
    """Letters come from an address that is ours."""
    sender = parseaddr(config.mail_from)[1]
    try:
        email_address(sender)
    except NotAnAddress:
        return wrong("MAIL_FROM is no email address: it must look like coprod@council.gov.uk.")
    if config.mail_url and sender == Config.mail_from:
        return worrying("MAIL_FROM is not set: letters come from an address that is nobody's, and many are not taken.")
    return good(f"Letters come from {sender}.")


def folder_is_closed(config: Config) -> Answer:
    """Nobody else on this machine reads the folder and SQLite's file. Each start closes what it may."""
    found = first_open(*config.private)
    if found is None:
        return good(f"Nobody else on this machine can read {config.instance}.")
    sentence = (
        f"Others on this machine can use {found}, where keys and what people say are kept: make it ours alone "
        "(chown it to the account that runs Coprod; chmod go= is done at each start)."
    )
    return wrong(sentence, betrays=True) if config.in_production else worrying(sentence)


def proxies_fit(config: Config) -> Answer:
    """Requests come through as many proxies as are set. Only a process that is asked for pages can know."""
    seen = proxies_seen()
    misfit = seen.misfit
    if not seen.was_asked:
        return good(
            "This cannot be seen from here. Whether requests come as COPROD_PROXIES and COPROD_HTTPS say, only a "
            "server that is asked for pages knows. Admins read it there, under Settings, How the site runs."
        )
    if misfit is None:
        return good("Requests come as COPROD_PROXIES and COPROD_HTTPS say, as far as this process has seen any.")
    return worrying(misfit.value) if misfit is Misfit.MISSING else wrong(misfit.value)
