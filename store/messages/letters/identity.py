"""What is written of addresses and usernames."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from i18n import Message, _
from store.events import Happening
from store.messages.letters.letter import ALWAYS, Letter, Notice
from store.rules.limits import NOTICE_LIFE
from store.rules.secret import Secret


def confirmation_code(code: Secret, expires_at: datetime) -> Letter:
    return Letter(
        _("Your confirmation code"),
        (
            _("Here is the code that confirms your email address:"),
            code,
            _("It works once, until {moment}.", moment=expires_at),
            _("If you did not ask for an account, do nothing: without the code, none is opened."),
        ),
        expires_at,
    )


def address_has_account() -> Letter:
    return Letter(
        _("You already have an account"),
        (
            _("Someone wanted to use this email address for an account, but it already has one."),
            _("If it was you, sign in; if you forgot the password, choose “Forgot password”."),
            _("If it was not you, do nothing: your account has not changed."),
        ),
        ALWAYS,
    )


def address_kept() -> Letter:
    """To a former address, which is kept for its account while the change can be disowned."""
    return Letter(
        _("This address is not free yet"),
        (
            _("Someone wanted to use this email address for an account."),
            _(
                "It was the address of another account until a few days ago, and is kept for it in case its"
                " owner did not make that change. Wait {time} from the change, or use another address.",
                time=NOTICE_LIFE,
            ),
            _(
                "If the account was yours and you did not change its address, choose “This wasn’t me” in"
                " Macle and enter the code that came to you in a message about the change."
            ),
        ),
        ALWAYS,
    )


def email_changed(new: str, moment: datetime) -> Notice:
    return Notice(
        Happening.EMAIL_CHANGED,
        _("Your email address was changed"),
        (_("The email address of your account was changed to {new} on {moment}.", new=new, moment=moment),),
        _("Macle: your email address was changed."),
    )


DETAILS: Mapping[str, Message] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "company": _("Company"),
    "job_title": _("Job title"),
    "address": _("Address"),
    "city": _("City"),
    "postal_code": _("Postal code"),
    "state_province": _("State or province"),
    "country": _("Country"),
    "phone_number": _("Phone number"),
}
"""What each of the contact details is called, by its name in `ContactDetails`."""


def contact_details_changed(names: tuple[str, ...], moment: datetime) -> Notice:
    """Tell which of the details were changed, and not what to: a mailbox is read by others too."""
    return Notice(
        Happening.CONTACT_DETAILS_CHANGED,
        _("Your personal information was changed"),
        (
            _("The personal information of your account was changed on {moment}.", moment=moment),
            _("What was changed: {details}.", details=tuple(DETAILS[name] for name in names)),
            _("You sign in as before: neither your email address nor your second step has changed."),
        ),
        _("Macle: your personal information was changed."),
    )


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
        expires_at,
    )


def forgotten_username(username: str) -> Letter:
    return Letter(
        _("Your username"),
        (
            _("Someone asked for the username of the account with this email address. It is:"),
            Secret(username),
            _("If it was not you, do nothing: your account has not changed."),
        ),
        ALWAYS,
    )


def no_username(email: str) -> Letter:
    """To whoever was registered in person: their document number signs in."""
    return Letter(
        _("Your username"),
        (
            _("Someone asked for the username of the account with this email address. It has none."),
            _("Sign in with the number of the document that you were registered with, or with this address:"),
            Secret(email),
            _("If it was not you, do nothing: your account has not changed."),
        ),
        ALWAYS,
    )


def no_account_to_name() -> Letter:
    return Letter(
        _("Your username"),
        (
            _("Someone asked for the username of an account with this email address."),
            _("No account has this address. If it was you, try the address you signed up with."),
            _("If it was not you, do nothing."),
        ),
        ALWAYS,
    )
