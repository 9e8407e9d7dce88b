"""The files that the settings of a mail server name: its password, and the certificates that vouch for it.

Delivery reads them, and so does an examination, so that the two never differ. Nothing of them is changed.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.files import read_believed, read_private, trusted_file
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.settings import Mail


def password_of(mail: Mail, home: Path) -> Secret | None:
    """Return the password; None where nobody signs in.

    Raises `Problem` MAIL_FILE, MAIL_ONE_LINE and MAIL_PASSWORD with the fact `detail`, and what
    `read_private` raises.
    """
    if not mail.password_file:
        return None
    path = home / mail.password_file
    with _named(path):
        content = read_private(path)
    try:
        [line] = content.decode().splitlines()
    except ValueError:  # several lines, none, or no text
        raise Problem(Refusal.MAIL_ONE_LINE, detail=str(path)) from None
    if not line.isascii():
        raise Problem(Refusal.MAIL_PASSWORD, detail=str(path))
    return Secret(line)


def trusted_by(mail: Mail, home: Path) -> ssl.SSLContext:
    """Return what verifies the server: by the certificates of the settings alone, else by the system's.

    Raises `Problem` MAIL_FILE and MAIL_AUTHORITY with the fact `detail`; FOLDER_OPEN, FILE_FOREIGN and
    FILE_WRITABLE with the fact `path`, where others could replace the certificates.
    """
    if not mail.ca_file:
        return ssl.create_default_context()
    path = home / mail.ca_file
    with _named(path):
        # It may be a link, as most in /etc/ssl/certs are.
        content, _is_private = read_believed(trusted_file(path))
    try:
        # Names beside the certificates may be in any script. With no data, it would take the system's.
        return ssl.create_default_context(cadata=content.decode("ascii", "ignore") or "\n")
    except ssl.SSLError:
        raise Problem(Refusal.MAIL_AUTHORITY, detail=str(path)) from None


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError:
        raise Problem(Refusal.MAIL_FILE, detail=str(path)) from None
