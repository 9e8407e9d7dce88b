"""What makes settings for the delivery of messages fit together, which no type tells."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from store.settings import Mail, Printer, SmsGateway
from store.settings.lines import KeyPath
from store.settings.listing import declared

Facts: TypeAlias = Mapping[str, str]
"""What is wrong with a setting, and what is allowed there."""

RECIPIENT = "{to}"
"""In the address of a gateway: the number that an SMS goes to."""
LAST_RESERVED_PORT = 1023
"""Up to it only the administrator can listen (RFC 6335 §6): beyond, any user of the machine may."""
_ALLOWED = {setting.path: setting.allowed for setting in declared()}
_LOCALHOST = "localhost"
_SERVER = re.compile(r"[A-Za-z0-9._:-]+")
_ADDRESS = r"[!-;=?A-~]+@[A-Za-z0-9.-]+"
_SENDER = re.compile(rf"(?P<name>[^<>@]*) <(?P<named>{_ADDRESS})>|(?P<address>{_ADDRESS})")
_PRINTER = re.compile(r"[A-Za-z0-9_.][!-~]*")
_URL = re.compile(r"[a-z0-9]+://[!-~]+")


def delivery_faults(
    mail: Mail, sms: SmsGateway, printer: Printer, *, is_private: bool
) -> Iterator[tuple[KeyPath, Facts]]:
    """Give what is wrong with each setting."""
    if mail != Mail():
        yield from _mail_faults(mail)
    if sms.url:
        yield from _sms_faults(sms.url, is_private=is_private)
    if printer.name and not _PRINTER.fullmatch(printer.name):
        yield ("printer", "name"), {"fault": "not-a-printer", "allowed": _ALLOWED["printer", "name"]}


def sender_of(mail: Mail) -> tuple[str, str]:
    """Return the name, which may be empty, and the address; none of either where it is no sender."""
    found = _SENDER.fullmatch(mail.sender)
    return ("", "") if found is None else (found["name"] or "", found["named"] or found["address"])


def is_server(text: str) -> bool:
    return _SERVER.fullmatch(text) is not None


def is_sender(text: str) -> bool:
    name, address = sender_of(Mail(sender=text))
    return bool(address) and name.isprintable()


def is_this_machine(server: str) -> bool:
    """Return whether nothing that is sent there leaves the machine."""
    try:
        return ipaddress.ip_address(server).is_loopback
    except ValueError:
        return server.lower() == _LOCALHOST


def address_of(mail: Mail) -> str:
    """Return where to connect to.

    Without encryption “localhost” is the one address that is usually meant: at its other one, which programs
    would try first, anybody might listen.
    """
    is_name = mail.security == "none" and mail.server.lower() == _LOCALHOST
    return "127.0.0.1" if is_name else mail.server


def is_anyones(security: str, port: int) -> bool:
    """Return whether any user of this machine may listen at a port, and nothing would tell them apart."""
    return security == "none" and port > LAST_RESERVED_PORT


def _mail_faults(mail: Mail) -> Iterator[tuple[KeyPath, Facts]]:
    missing = [name for name in ("server", "sender") if not getattr(mail, name)]
    if missing:
        yield ("mail",), {"fault": "missing-key", "allowed": ", ".join(missing)}
        return
    if mail.username and not mail.password_file:
        yield ("mail", "username"), {"fault": "without-other", "allowed": "password_file"}
    elif mail.password_file and not mail.username:
        yield ("mail", "password_file"), {"fault": "without-other", "allowed": "username"}
    if not is_server(mail.server):
        yield ("mail", "server"), {"fault": "not-a-server", "allowed": _ALLOWED["mail", "server"]}
    elif mail.security == "none" and not is_this_machine(mail.server):
        yield ("mail", "security"), {"fault": "not-encrypted", "allowed": "starttls, tls"}
    if mail.username and is_anyones(mail.security, mail.port):
        yield ("mail", "port"), {"fault": "anyones-port", "allowed": f"1…{LAST_RESERVED_PORT}"}
    if not mail.username.isascii():
        yield ("mail", "username"), {"fault": "not-a-login", "allowed": _ALLOWED["mail", "username"]}
    if not is_sender(mail.sender):
        yield ("mail", "sender"), {"fault": "not-a-sender", "allowed": _ALLOWED["mail", "sender"]}


def _sms_faults(url: str, *, is_private: bool) -> Iterator[tuple[KeyPath, Facts]]:
    if _URL.fullmatch(url) and url.count(RECIPIENT) != 1:
        yield ("sms", "url"), {"fault": "no-recipient", "allowed": RECIPIENT}
    elif not _URL.fullmatch(url):
        yield ("sms", "url"), {"fault": "not-a-gateway", "allowed": _ALLOWED["sms", "url"]}
    elif not is_private:
        yield ("sms", "url"), {"fault": "not-private", "allowed": "0600"}
