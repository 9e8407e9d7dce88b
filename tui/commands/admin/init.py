"""`macle admin init`: a store for real people, its settings and its first supervisor."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from i18n import Language, Message, _
from store import Problem, Refusal, Secret
from store.files import write_whole
from store.locations import Locations
from store.rules import identifiers
from store.settings.delivery import (
    LAST_RESERVED_PORT,
    is_anyones,
    is_sender,
    is_server,
    is_this_machine,
)
from store.settings.lines import KeyPath
from store.settings.writing import file_of_settings
from tui.commands.admin.questions import Questions
from tui.commands.admin.task import task
from tui.commands.asking import Untaken, standard_input, typed
from tui.commands.command import Call
from tui.commands.usage import complain
from tui.store_door import StoreDoor
from tui.wording import sentence
from tui.wording.delivery import LOGIN, SENDER, SERVER

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.desk.operators import Operators

Chosen = dict[KeyPath, object]

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""Where mail servers usually listen, by how the way there is encrypted (RFC 8314, RFC 6409)."""
_LAST_PORT = 65_535


class _Questions(Questions):
    """Asks for the first supervisor, and for what the settings are to say."""

    def supervisor(self, operators: Operators) -> tuple[str, str, Secret]:
        """Ask for the first supervisor: name, address, password; the rules of the name are told before."""
        if self.lines.terminal:
            complain(self.language, sentence(Problem(Refusal.USERNAME_FORM)))
        username = self.until_right(lambda: identifiers.username(self.line(_("Username of the supervisor"))))
        email = self.until_right(lambda: identifiers.email(self.line(_("Email address"))).address)
        return username, email, self.new_password(operators, username, email)

    def opened_by(self) -> Chosen:
        """Ask for what people type to open Macle; return the setting, none where that is not known yet."""
        command = self.line(_("Command that opens Macle, such as ssh macle@example.org (Enter: none yet)"))
        return {("opened_by",): command} if command else {}

    def mail(self, files: Locations) -> tuple[Chosen, Secret | None]:
        """Ask for the mail server; return the settings, none where there is no server, and its password.

        A password that is kept already is not asked for.
        """
        server = self.until_right(self._server)
        if not server:
            return {}, None
        security = self.until_right(lambda: self._security(server))
        usual = str(_PORTS[security])
        port = self.until_right(lambda: self._port(usual))
        chosen: Chosen = {
            ("mail", "server"): server,
            ("mail", "security"): security,
            ("mail", "port"): port,
            ("mail", "sender"): self.until_right(self._sender),
        }
        username, password = self.until_right(lambda: self._mail_username(security, port)), None
        if username:
            if not os.path.lexists(files.mail_password):
                (password,) = typed(self.lines, self.language, _("Password at the mail server"))
            chosen["mail", "username"] = username
            # From the data folder on: in a restore that may be another.
            chosen["mail", "password_file"] = str(files.mail_password.relative_to(files.home))
        return chosen, password

    def _server(self) -> str:
        server = self.line(_("Mail server (Enter: none yet)"))
        if server and not is_server(server):
            raise Untaken(SERVER)
        return server

    def _security(self, server: str) -> str:
        security = self.line(_("Encryption: starttls, tls or none"), "starttls")
        if security not in _PORTS:
            raise Untaken(_("Type one of: {allowed}.", allowed=", ".join(_PORTS)))
        if security == "none" and not is_this_machine(server):
            raise Untaken(
                _(
                    "“none” is for a mail server on this machine alone (localhost or 127.0.0.1)."
                    " Type starttls or tls."
                )
            )
        return security

    def _port(self, usual: str) -> int:
        port = self.line(_("Port"), usual)
        if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= _LAST_PORT):
            raise Untaken(_("A port is a whole number from 1 to {last}.", last=str(_LAST_PORT)))
        return int(port)

    def _sender(self) -> str:
        sender = self.line(_("Sender, such as Macle <macle@example.org>"))
        if not sender:
            raise Untaken(_("Every email needs a sender. Type an address."))
        if not is_sender(sender):
            raise Untaken(SENDER)
        return sender

    def _mail_username(self, security: str, port: int) -> str:
        username = self.line(_("Username at the mail server (Enter: none)"))
        if username and is_anyones(security, port):
            raise Untaken(
                _(
                    "Without encryption, a password is sent to a port up to {last} alone: at any other, every"
                    " user of this machine may listen. Press Enter to go on without one.",
                    last=str(LAST_RESERVED_PORT),
                )
            )
        if not username.isascii():
            raise Untaken(LOGIN)
        return username


def _init(call: Call, door: StoreDoor) -> str:
    from store.opening import in_turn  # the database, which is slow to load and not needed for the help

    operators, files, lines = door.open().operators, call.locations, standard_input()
    with in_turn(files):
        _refuse_founded(operators, files, call.language)
    questions = _Questions(lines, call.language)
    username, email, password = questions.supervisor(operators)
    has_settings, chosen, keeps_password = files.settings_file.exists(), Chosen(), False
    mail_password: Secret | None = None
    if not has_settings:
        chosen = questions.opened_by()
        mail, mail_password = questions.mail(files)
        chosen |= mail
        keeps_password = mail_password is None and ("mail", "password_file") in chosen
    with in_turn(files):
        _refuse_founded(operators, files, call.language)  # another may have been faster meanwhile
        if mail_password is not None:
            write_whole(files.mail_password, f"{mail_password.reveal()}\n".encode())
        if not has_settings:
            write_whole(files.settings_file, file_of_settings(chosen, call.language).encode())
        # Last: whoever was interrupted before it begins again, and finds what is there already.
        operators.add_first(username, email, password, password, call.language.code)
    told = [
        *_what_is_there(username, files, has_settings, keeps_password),
        *_what_next(files, has_settings, chosen),
    ]
    return "\n".join(map(call.language.say, told))


def _refuse_founded(operators: Operators, files: Locations, language: Language) -> None:
    """Raise `Problem` ACCOUNTS_EXIST where anyone has an account, who may have no settings file yet.

    Then one is made that sets nothing, as whoever signed up before or had an earlier version has none.
    """
    try:
        operators.refuse_founded()
    except Problem as problem:
        if problem.refusal is Refusal.ACCOUNTS_EXIST and not files.settings_file.exists():
            write_whole(files.settings_file, file_of_settings({}, language).encode())
            made = _(
                "There was no settings file yet, so one was made: {path}. It has a remark for each setting,"
                " and changes none.",
                path=str(files.settings_file),
            )
            complain(language, made)
        raise


def _what_is_there(
    username: str, files: Locations, has_settings: bool, keeps_password: bool
) -> Iterator[Message]:
    yield _("{username} can sign in, and is a supervisor.", username=username)
    if has_settings:
        yield _(
            "The settings in {path} were there already, and stay as they are.", path=str(files.settings_file)
        )
    else:
        yield _("The settings are in {path}.", path=str(files.settings_file))
    if keeps_password:
        yield _(
            "The password of the mail server was in {path} already, and stays as it is.",
            path=str(files.mail_password),
        )


def _what_next(files: Locations, has_settings: bool, chosen: Chosen) -> Iterator[Message]:
    yield _("What to do next:")
    yield _("- Sign in with “macle” and set up a second step in “Sign-in settings”: before that, no rights.")
    if ("mail", "server") in chosen:
        yield _("- Try the mail server with “macle admin deliver --test ADDRESS”.")
        yield _("- Let “macle admin deliver --watch” run as a service.")
    elif not has_settings:
        yield _(
            "- Set [mail] in the settings: until then each message is a file in {path}.", path=str(files.mail)
        )
    if not has_settings and ("opened_by",) not in chosen:
        yield _("- Set “opened_by” in the settings before you import people: their invitations tell it.")
    if not has_settings:
        yield _(
            "- Set [help_desk.en] and [help_desk.fr] in the settings once there is one: until then, nobody is"
            " sent there."
        )
    yield _("- Have “macle admin backup FILE” run each night.")
    yield _(
        "- Keep a copy of {path} apart from the backups: without that file nobody signs in any more.",
        path=str(files.server_key),
    )
    yield _("- “macle admin doctor” says at any time whether all is well.")


INIT = task(
    "init",
    _("make the store, its settings and its first supervisor; asks for what it needs"),
    _init,
    usage="%(prog)s",
    example=("macle admin init",),
    makes_store=True,
)
