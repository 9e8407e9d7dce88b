"""What the store writes to people. Each letter is declared once and said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from i18n import Language, Message, _, plural
from store.rules.secret import Secret
from store.values import Happening, MethodKind, ProfileState

_TOKEN_LINK = "macle:reset/"
_SIGNATURE = _("Macle, the keeper of your account")


@dataclass(frozen=True)
class Letter:
    """An email: its subject and its paragraphs. A paragraph that is a `Secret` stands alone on its line."""

    subject: Message
    paragraphs: tuple[Message | Secret, ...]

    def said(self, language: Language) -> tuple[str, str]:
        """Return the subject and the body in `language`."""
        paragraphs = [
            paragraph.reveal() if isinstance(paragraph, Secret) else language.say(paragraph)
            for paragraph in (*self.paragraphs, _SIGNATURE)
        ]
        return language.say(self.subject), "\n\n".join(paragraphs) + "\n"


_CODE_ELSEWHERE = _(
    "If it was not you, look for this message at your other addresses and phones: at one that your account"
    " has had for ten days, or from its start, it has a code that helps."
)
_NO_CODE = _("If it was not you, change your password at once, and look through the sign-in settings.")


@dataclass(frozen=True)
class Notice:
    """Word of a change to every address of an account: a letter to its email, a text to its phones."""

    happening: Happening
    subject: Message
    paragraphs: tuple[Message, ...]
    short: Message

    def letter(
        self, code: Secret | None, expires_at: datetime, *, undoes: bool, elsewhere: bool = True
    ) -> Letter:
        """`code` disowns the change, and `undoes` it if it can.

        An address that is not standing gets none; others may have it `elsewhere`.
        """
        if code is None:
            return Letter(self.subject, (*self.paragraphs, _CODE_ELSEWHERE if elsewhere else _NO_CODE))
        if undoes:
            effect = _(
                "It works once, until {moment}. It ends all sessions, undoes the change, and lets nobody"
                " sign in before you have set a new password.",
                moment=expires_at,
            )
        else:
            effect = _(
                "It works once, until {moment}. It ends all sessions, and lets nobody sign in before you have"
                " set a new password.",
                moment=expires_at,
            )
        return Letter(
            self.subject,
            (
                *self.paragraphs,
                _("If it was not you, choose “This wasn’t me” in Macle at once and enter this code:"),
                code,
                effect,
            ),
        )

    def sms(self, code: Secret | None) -> tuple[Message | Secret, ...]:
        if code is None:
            return (self.short,)
        return self.short, _("Not you? In Macle, choose “This wasn’t me” and enter this code:"), code


def confirmation_code(code: Secret, expires_at: datetime) -> Letter:
    return Letter(
        _("Your confirmation code"),
        (
            _("Here is the code that confirms your email address:"),
            code,
            _("It works once, until {moment}.", moment=expires_at),
            _("If you did not ask for an account, do nothing: without the code, none is opened."),
        ),
    )


def address_has_account() -> Letter:
    return Letter(
        _("You already have an account"),
        (
            _("Someone wanted to use this email address for an account, but it already has one."),
            _("If it was you, sign in; if you forgot the password, choose “Forgot password”."),
            _("If it was not you, do nothing: your account has not changed."),
        ),
    )


def address_kept() -> Letter:
    """To a former address, which is kept for its account while the change can be disowned."""
    return Letter(
        _("This address is not free yet"),
        (
            _("Someone wanted to use this email address for an account."),
            _(
                "It was the address of another account until a few days ago, and is kept for it in case its"
                " owner did not make that change. Wait ten days from the change, or use another address."
            ),
            _(
                "If the account was yours and you did not change its address, choose “This wasn’t me” in"
                " Macle and enter the code that came to you in a message about the change."
            ),
        ),
    )


def reset_token(token: Secret, username: str, expires_at: datetime) -> Letter:
    """The token ends its line, as it would end a link (PRODUCT §3.2)."""
    return Letter(
        _("Reset the password"),
        (
            _("Someone asked to reset the password of your account {username}.", username=username),
            _("In Macle, choose “I have a token” and enter what follows the last slash:"),
            Secret(_TOKEN_LINK + token.reveal()),
            _("It works once, until {moment}.", moment=expires_at),
            _("If it was not you, do nothing: your password has not changed."),
        ),
    )


def no_account_to_reset() -> Letter:
    return Letter(
        _("Reset the password"),
        (
            _("Someone asked to reset the password of an account with this email address."),
            _("No account has this address. If it was you, try the address you signed up with."),
            _("If it was not you, do nothing."),
        ),
    )


def password_changed(moment: datetime) -> Notice:
    return Notice(
        Happening.PASSWORD_CHANGED,
        _("Your password was changed"),
        (_("The password of your account was changed on {moment}.", moment=moment),),
        _("Macle: your password was changed."),
    )


def password_reset(moment: datetime, closed: ProfileState | None) -> Notice:
    """`closed` says what became of the account's profile or request, None where it had neither."""
    return Notice(
        Happening.PASSWORD_RESET,
        _("Your password was reset"),
        (
            _("The password of your account was reset with an emailed token on {moment}.", moment=moment),
            _("All its sessions have ended. To go on, sign in with the new password."),
            *_COST_OF_RESET.get(closed, ()),
        ),
        _("Macle: your password was reset with an emailed token."),
    )


_COST_OF_RESET: Mapping[ProfileState | None, tuple[Message, ...]] = {
    ProfileState.DEACTIVATED: (
        _("Your profile is deactivated. Once signed in, choose “Reactivate your profile now”."),
    ),
    ProfileState.CANCELLED: (
        _("Your request to verify your identity was cancelled. Once signed in, you can make it again."),
    ),
}


def new_personal_key(moment: datetime) -> Notice:
    return Notice(
        Happening.KEY_REPLACED,
        _("You have a new personal key"),
        (
            _(
                "A new personal key was made for your profile on {moment}. Older ones no longer work.",
                moment=moment,
            ),
        ),
        _("Macle: a new personal key was made for your profile."),
    )


def method_added(kind: MethodKind, name: str, moment: datetime) -> Notice:
    """`name` is an app's own, or the last digits of a phone's number."""
    if kind is MethodKind.APP:
        what = _("The authenticator app “{name}” was added on {moment}.", name=name, moment=moment)
        return Notice(
            Happening.METHOD_ADDED,
            _("An authenticator app was added"),
            (what,),
            _("Macle: an authenticator app was added."),
        )
    what = _("The phone {name} was added on {moment}.", name=name, moment=moment)
    return Notice(Happening.METHOD_ADDED, _("A phone was added"), (what,), _("Macle: a phone was added."))


def method_removed(kind: MethodKind, name: str, moment: datetime) -> Notice:
    if kind is MethodKind.APP:
        what = _("The authenticator app “{name}” was removed on {moment}.", name=name, moment=moment)
        return Notice(
            Happening.METHOD_REMOVED,
            _("An authenticator app was removed"),
            (what,),
            _("Macle: an authenticator app was removed."),
        )
    what = _("The phone {name} was removed on {moment}.", name=name, moment=moment)
    return Notice(
        Happening.METHOD_REMOVED, _("A phone was removed"), (what,), _("Macle: a phone was removed.")
    )


def phone_replaced(old: str, new: str, moment: datetime) -> Notice:
    what = _("The phone {old} was replaced by {new} on {moment}.", old=old, new=new, moment=moment)
    return Notice(
        Happening.METHOD_REPLACED, _("A phone was replaced"), (what,), _("Macle: a phone was replaced.")
    )


def recovery_codes_made(moment: datetime, *, replaces: bool) -> Notice:
    """`replaces` says whether there were others until now."""
    made = _("New recovery codes were made for your account on {moment}.", moment=moment)
    return Notice(
        Happening.RECOVERY_CODES_MADE,
        _("You have new recovery codes"),
        (made, _("Older ones no longer work.")) if replaces else (made,),
        _("Macle: new recovery codes were made."),
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


def questions_set(moment: datetime) -> Notice:
    return Notice(
        Happening.QUESTIONS_SET,
        _("Your recovery questions were set"),
        (_("Recovery questions were chosen for your account on {moment}.", moment=moment),),
        _("Macle: your recovery questions were set."),
    )


def email_changed(new: str, moment: datetime) -> Notice:
    return Notice(
        Happening.EMAIL_CHANGED,
        _("Your email address was changed"),
        (_("The email address of your account was changed to {new} on {moment}.", new=new, moment=moment),),
        _("Macle: your email address was changed."),
    )


def disowned(moment: datetime, *, undone: bool) -> Notice:
    """`undone` says whether anything was: of a password, for one, only the sessions can be ended."""
    if undone:
        entered = _("With the code of a notice, what it told of was undone on {moment}.", moment=moment)
        short = _(
            "Macle: a change was undone, and nobody can sign in before the password is reset. Choose “Forgot"
            " password” in Macle."
        )
    else:
        entered = _("The code of a notice was entered on {moment}: it was not you.", moment=moment)
        short = _(
            "Macle: nobody can sign in before the password is reset. Choose “Forgot password” in Macle."
        )
    return Notice(
        Happening.DISOWNED,
        _("Your account is closed to everyone"),
        (
            entered,
            _("All sessions have ended, and nobody can sign in before the password is reset."),
            _(
                "Choose “Forgot password” in Macle to set a new one. If the email address had been changed,"
                " the one from before counts."
            ),
        ),
        short,
    )


def security_code_sms(code: Secret, minutes: int) -> tuple[Message | Secret, ...]:
    """The code is the last word of the text, where phones look for it."""
    told = plural(
        "Your Macle security code works for {count} minute. Give it to nobody:",
        "Your Macle security code works for {count} minutes. Give it to nobody:",
        minutes,
    )
    return told, code


def new_address_code(code: Secret, username: str, expires_at: datetime) -> Letter:
    return Letter(
        _("Your confirmation code"),
        (
            _(
                "Here is the code that makes this the email address of your account {username}:",
                username=username,
            ),
            code,
            _("It works once, until {moment}.", moment=expires_at),
            _("If you did not ask for it, do nothing: without the code, nothing changes."),
        ),
    )


def forgotten_username(username: str) -> Letter:
    return Letter(
        _("Your username"),
        (
            _("Someone asked for the username of the account with this email address. It is:"),
            Secret(username),
            _("If it was not you, do nothing: your account has not changed."),
        ),
    )


def no_account_to_name() -> Letter:
    return Letter(
        _("Your username"),
        (
            _("Someone asked for the username of an account with this email address."),
            _("No account has this address. If it was you, try the address you signed up with."),
            _("If it was not you, do nothing."),
        ),
    )
