"""What is written of the methods of the second step, and of recovery codes."""

from __future__ import annotations

from datetime import datetime

from i18n import Day, Message, _, plural
from store.events import Happening
from store.messages.letters.letter import Notice, Text
from store.rules.secret import Secret
from store.values.methods import Method


def app_added(name: str, moment: datetime) -> Notice:
    what = _("The authenticator app “{name}” was added on {moment}.", name=name, moment=moment)
    return Notice(
        Happening.METHOD_ADDED,
        _("An authenticator app was added"),
        (what,),
        _("Macle: an authenticator app was added."),
    )


def app_removed(name: str, moment: datetime) -> Notice:
    what = _("The authenticator app “{name}” was deleted on {moment}.", name=name, moment=moment)
    return Notice(
        Happening.METHOD_REMOVED,
        _("An authenticator app was deleted"),
        (what,),
        _("Macle: an authenticator app was deleted."),
    )


def phone_added(name: str, moment: datetime) -> Notice:
    """`name` is the end of the number, as in the next two."""
    what = _("The phone {name} was added on {moment}.", name=name, moment=moment)
    return Notice(Happening.METHOD_ADDED, _("A phone was added"), (what,), _("Macle: a phone was added."))


def phone_removed(name: str, moment: datetime) -> Notice:
    what = _("The phone {name} was deleted on {moment}.", name=name, moment=moment)
    return Notice(
        Happening.METHOD_REMOVED, _("A phone was deleted"), (what,), _("Macle: a phone was deleted.")
    )


def phone_replaced(old: str, new: str, moment: datetime) -> Notice:
    what = _("The phone {old} was replaced by {new} on {moment}.", old=old, new=new, moment=moment)
    return Notice(
        Happening.METHOD_REPLACED, _("A phone was replaced"), (what,), _("Macle: a phone was replaced.")
    )


def recovery_codes_made(moment: datetime, *, replaces: bool) -> Notice:
    """`replaces` says whether there were others until now."""
    if replaces:
        made = _("New recovery codes were made for your account on {moment}.", moment=moment)
        return Notice(
            Happening.RECOVERY_CODES_MADE,
            _("You have new recovery codes"),
            (made, _("Older ones no longer work.")),
            _("Macle: new recovery codes were made."),
        )
    return Notice(
        Happening.RECOVERY_CODES_MADE,
        _("You have recovery codes"),
        (_("Recovery codes were made for your account on {moment}.", moment=moment),),
        _("Macle: recovery codes were made."),
    )


def recovery_code_used(moment: datetime, left: int) -> Notice:
    return Notice(
        Happening.RECOVERY_CODE_USED,
        _("A recovery code was used"),
        (
            _("A recovery code of your account was used on {moment}.", moment=moment),
            plural("{count} recovery code is left.", "{count} recovery codes are left.", left),
        ),
        _("Macle: a recovery code was used."),
    )


def security_code(code: Secret, minutes: int, expires_at: datetime) -> Text:
    """The code is the last word of the text, where phones look for it."""
    told = plural(
        "Your Macle security code works for {count} minute. Give it to nobody:",
        "Your Macle security code works for {count} minutes. Give it to nobody:",
        minutes,
    )
    return Text((told, code), expires_at)


def told_apart(name: Message, method: Method) -> Message:
    """Return what a method is called with its day: two phones may end alike."""
    return _("{name} (since {day})", name=name, day=Day(method.added_at))
