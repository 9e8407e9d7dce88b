"""Signing a file (PRODUCT §8): which one, the password, a code; the signature is written beside it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from i18n import _
from store import Confirmation, Secret, Session
from store.accounts.store import Store
from store.rules.limits import LARGEST_SIGNED
from tui.journeys.methods.method_codes import Taking, take_code
from tui.journeys.signing_in.second_step import code_used
from tui.pages import BACK, CANCEL, Action, Answers, Facts, Field, Page, Paragraph, submit
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Visit

if TYPE_CHECKING:
    # Loaded by whoever signs a file.
    from store.accounts.profile.signature import ReadyToSign

SIGN_A_FILE = Action("sign-file", _("Sign a file"))
_ANOTHER = Action("another-file", _("Sign another file"))
_COPY = Action("copy", _("Copy the command"))
_SIGN_IN = Action("sign-in", _("Sign in again"), tone="primary")
_LONGEST_PATH = 1024
_NOTHING_TYPED: Mapping[str, str] = MappingProxyType({})


async def sign_files(visit: Visit, typed: Mapping[str, str] = _NOTHING_TYPED) -> None:
    """Sign one file or several, each with the password and a code; for the first one, `typed` is filled in.

    Raises `Problem` for what is missing.
    """
    session = visit.signed_in
    await visit.look(lambda store: store.signature.ways(session))
    while True:
        (file, signature), typed = await _sign(visit, typed), _NOTHING_TYPED
        chosen = _COPY.name
        while chosen == _COPY.name:
            page = signed_page(file, signature, copies=visit.copier is not None)
            chosen = (await visit.ask(page)).action
            if chosen == _COPY.name and visit.copier is not None:
                visit.copier(check_command(file, signature))
                visit.say(Paragraph(_("Sent to your terminal."), "success"))


async def _sign(visit: Visit, typed: Mapping[str, str]) -> tuple[Path, Path]:
    """Sign a file; return its path, and that of the signature."""
    session = visit.signed_in
    while True:
        ready = await _prepare(visit, sign_page().filled(typed))
        typed = {"file": str(ready.file.path)}
        try:
            with visit.within(ready.file.path.name):
                signature, method = await take_code(visit, _taking(session, ready))
        except WentBack:
            continue
        except LeadsTo:
            # No code counts any more until they sign in again, for the same file.
            visit.wanted = partial(sign_files, typed=typed)
            raise
        if method is None:
            ways = await visit.look(lambda store: store.signature.ways(session))
            visit.say(code_used(ways.recovery_codes))
        return ready.file.path, signature


async def _prepare(visit: Visit, page: Page) -> ReadyToSign:
    session = visit.signed_in

    def prepare(store: Store, answers: Answers) -> ReadyToSign:
        file = visit.paper.find(answers["file"])
        with visit.progress.under_way() as tell:
            return store.signature.prepare(session, answers.secret("password"), file, tell)

    return await visit.perform(page, prepare)


def _taking(session: Session, ready: ReadyToSign) -> Taking[Path]:
    def enter(store: Store, method_id: str, code: Secret) -> Path:
        return store.signature.sign(session, ready, Confirmation(method_id, code))

    return Taking(
        ways=lambda store: store.signature.ways(session),
        opens_at=lambda store: store.signature.opens_at(session),
        send=lambda store, method_id, again: store.signature.send(session, method_id, again=again),
        enter=enter,
        spent=lambda words: words.spent,
        again=_SIGN_IN,
    )


def sign_page() -> Page:
    return Page(
        "sign-file",
        SIGN_A_FILE.label,
        (
            Paragraph(
                _("Your signature says that you, whose identity was verified, signed exactly this file.")
            ),
        ),
        (
            Field(
                "file",
                _("File"),
                hint=_(
                    "Its name, or its full path. At most {count} MB.",
                    count=LARGEST_SIGNED // 1_000_000,
                ),
                limit=_LONGEST_PATH,
            ),
            Field("password", _("Password"), secret=True),
        ),
        (submit(_("Continue")), CANCEL),
        help=(
            _("The file is read and stays as it is. Then a code of your second step is asked for."),
            _("A file that others can write to can change while it is read: sign a copy of your own."),
            _("The signature is a small file beside it, with .p7s at the end of its name. Send both."),
            _("It is made with your certificate, which your password opens with your profile."),
            _("If your identity is verified anew, what you signed before no longer counts: sign it again."),
        ),
    )


def signed_page(file: Path, signature: Path, *, copies: bool) -> Page:
    return Page(
        "signed-file",
        _("The file is signed"),
        (
            Facts(((_("File"), str(file)), (_("Signature"), signature.name))),
            Paragraph(_("The signature is in the same folder. Send both: one is of no use alone.")),
            Paragraph(
                _(
                    "Anyone can check it in that folder, with trusted.pem from the administrator: the"
                    " authority’s certificate, with the list of those revoked. The last line names who"
                    " signed: see that it is the right person."
                )
            ),
            Paragraph(check_command(file, signature), "command"),
        ),
        menu=(*((_COPY,) if copies else ()), _ANOTHER, BACK),
        help=(
            _("If a single byte of the file changes, the signature is no longer good."),
            _("The command ends with the name of who signed: a good signature can be another person’s."),
        ),
    )


def check_command(file: Path, signature: Path) -> str:
    """Return the command of OpenSSL that tells whether the signature is good, and whose it is."""
    names = shlex.quote(signature.name), shlex.quote(file.name)
    of_file = "-in {} -content {}".format(*names)
    return (
        f"openssl cms -verify -binary -inform DER {of_file} -CAfile trusted.pem -crl_check -out /dev/null"
        " -signer /dev/stdout | openssl x509 -noout -subject -nameopt utf8,sep_comma_plus"
    )
