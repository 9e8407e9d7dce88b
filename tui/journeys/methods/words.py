"""The words of each kind of method of the second step, for every page (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from i18n import Clock, Message, _
from store import Happening, Method, SentTo
from store.rules.codes import CODE_DIGITS
from store.rules.limits import CODE_LIFE, CODE_TRIES
from tui.pages import Block, Bullets, Paragraph
from tui.wording.events import OF_REMOVALS, of_removal

APP_CODE_HINT = _("{count} digits; the app changes them every 30 seconds.", count=CODE_DIGITS)


class Words(Protocol):
    """The words of a kind; `name` is the shown name of a method. None is not shown."""

    title: Message
    """Beside the methods of the kind, in the settings."""
    one: Message
    """Before the name of one, at the help desk."""
    add: Message
    """On the line that adds one, below those there are, in the settings."""
    changed: Mapping[Happening, Message]
    """What a change of one is called; one that is not here has the name that a change of any has."""
    lost: Message
    """In the history of a removal at the help desk."""
    spent: Message | None = None
    """At sign-in and in a session, that five codes were wrong: of a kind to which codes are sent."""
    spent_in_reset: Message | None = None
    """The same, in a reset."""
    not_here: Message | None = None
    """On the button for whoever does not have it at hand."""
    at_risk: Message | None = None
    """In the settings, that it is the only method, and that there are no recovery codes."""

    def named(self, name: str) -> Message:
        """Return what the help desk calls one."""
        return _("{kind} {name}", kind=self.one, name=name)

    def choice(self, name: str) -> Message:
        """Return the button that chooses its code."""

    def asked(self, name: str) -> Message:
        """Return the sentence above the field for its code: shown by it, or sent to it."""

    def hint(self, sent: SentTo | None, *, tells_where: bool) -> Message:
        """Return what is said below the field: also where the code was sent, if it `tells_where`."""

    def prompt(self, name: str) -> Message:
        """Return what the administrator's commands ask for."""

    def why_confirm(self, name: str) -> Message:
        """Say what the code of another method is good for where this one is removed."""

    def without(self, name: str, *, others: bool, any_way: bool) -> tuple[Block, ...]:
        """Say how to get in when it is not at hand: by `others`, by the one way there is, or not at all."""
        return ()


class _App(Words):
    title = one = _("Authenticator app")
    add = _("Add an app")
    changed: Mapping[Happening, Message] = {
        Happening.METHOD_ADDED: _("Authenticator app added"),
        Happening.METHOD_REMOVED: _("Authenticator app deleted"),
    }
    lost = _("authenticator app")

    def named(self, name: str) -> Message:
        return _("{kind} “{name}”", kind=self.one, name=name)

    def choice(self, name: str) -> Message:
        return _("Code of the app “{name}”", name=name)

    def asked(self, name: str) -> Message:
        return _("Enter the code that your app “{name}” shows.", name=name)

    def hint(self, sent: SentTo | None, *, tells_where: bool) -> Message:
        return APP_CODE_HINT

    def prompt(self, name: str) -> Message:
        return _("Code of the app “{name}”, or a recovery code", name=name)

    def why_confirm(self, name: str) -> Message:
        return _(
            "So that whoever has “{name}” cannot bring it back with the code of a message, confirm with a"
            " code of another method.",
            name=name,
        )


class _Phone(Words):
    title, one = _("Phones"), _("Phone")
    add = _("Add a mobile phone number")
    changed: Mapping[Happening, Message] = {
        Happening.METHOD_ADDED: _("Phone added"),
        Happening.METHOD_REMOVED: _("Phone deleted"),
        Happening.METHOD_REPLACED: _("Phone replaced"),
    }
    lost = _("phone")
    spent = _(
        "{count} codes of this phone were wrong. It takes no more until you sign in again.", count=CODE_TRIES
    )
    spent_in_reset = _(
        "{count} codes of this phone were wrong. It takes no more until you begin again.",
        count=CODE_TRIES,
    )
    not_here = _("I don’t have this phone right now")
    at_risk = _(
        "One phone, no backup: if you lose it, you can no longer sign in on your own."
        " Add an authenticator app, which needs no second number, or another phone."
    )

    def choice(self, name: str) -> Message:
        return _("Code by SMS to {phone}", phone=name)

    def asked(self, name: str) -> Message:
        return _("We sent a code by SMS to {number}.", number=name)

    def hint(self, sent: SentTo | None, *, tells_where: bool) -> Message:
        if sent is None:
            return _("{count} digits, good for {time}.", count=CODE_DIGITS, time=CODE_LIFE)
        clock = Clock(sent.expires_at)
        if tells_where:
            return _("Sent by SMS to {number}; good until {clock}.", number=sent.address, clock=clock)
        return _("{count} digits, good until {clock}.", count=CODE_DIGITS, clock=clock)

    def prompt(self, name: str) -> Message:
        return _("Code sent by SMS to {number}, or a recovery code", number=name)

    def why_confirm(self, name: str) -> Message:
        return _(
            "So that whoever has the phone {name} cannot bring it back with the code of a message, confirm"
            " with a code of another method.",
            name=name,
        )

    def without(self, name: str, *, others: bool, any_way: bool) -> tuple[Block, ...]:
        without = Paragraph(_("Without the phone {phone}:", phone=name))
        if others:
            choose = _("Choose another phone or an app below, or a recovery code that you saved.")
            enter = _("Enter the code that is sent to the other phone, or that the app shows.")
            return (without, Bullets((choose, enter)))
        if any_way:
            return (without, Bullets((_("Choose the recovery code below, and enter one that you saved."),)))
        nothing = _(
            "The phone {phone} is the only method of your account. Go back once you have it.", phone=name
        )
        moved = _(
            "If the phone is lost, your mobile operator can give you a new SIM card with the same number:"
            " codes then come there."
        )
        return (Paragraph(nothing, "warning"), Paragraph(moved))


APP: Words = _App()
PHONE: Words = _Phone()
WORDS = {"app": APP, "phone": PHONE}
"""By the name that the store gives to the kind."""


def changed(happening: Happening, kind: str | None) -> Message | None:
    """Return what a change or removal of a method of that kind is called; None where it has no such name."""
    if kind not in WORDS:
        return None
    words = WORDS[kind]
    return of_removal(happening, words.lost) if happening in OF_REMOVALS else words.changed.get(happening)


def with_kind(method: Method) -> Message:
    """Return a method by its kind and its name, as the help desk speaks of it."""
    return words_of(method).named(method.name)


def words_of(method: Method) -> Words:
    """Return the words of a method's kind."""
    return WORDS[method.kind]
