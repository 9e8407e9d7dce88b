"""Bringing a profile back after a password reset (PRODUCT §5, seed 000)."""

from __future__ import annotations

from datetime import datetime

from i18n import _
from store import PersonalKey, ProfileState, Secret
from store.accounts.store import Store
from store.rules.paper_codes import PERSONAL_KEY
from tui.journeys.profile.personal_key import (
    HOW_KEYS_ARE_READ,
    KEY_FIELD,
    WAIT_AFTER_WRONG_KEYS,
    show_new_key,
    too_many_keys,
)
from tui.journeys.profile.verification import verify_identity
from tui.pages import BACK, CANCEL, Action, Answers, Bullets, Field, Page, Paragraph, submit
from tui.visit import Chosen, Visit

_HAVE_KEY = Action("have-key", _("I have my key"), tone="primary")
_NO_KEY = Action("no-key", _("I don’t have my key"))


async def reactivate(visit: Visit) -> None:
    """J'ai ma clé, or Je n'ai pas ma clé."""
    match (await visit.ask(have_key_or_not_page())).action:
        case _HAVE_KEY.name:
            await with_key(visit)
        case _NO_KEY.name:
            await without_key(visit)


async def with_key(visit: Visit) -> None:
    """The most recent key, then the password; then there is a new key."""
    session = visit.signed_in

    def check(store: Store, answers: Answers) -> Secret:
        store.reactivation.check_key(session, answers.secret("key"))
        return answers.secret("key")

    opens_at = await visit.look(lambda store: store.reactivation.key_opens_at(session))
    key = await visit.perform_or_choose(enter_key_page(opens_at), check)
    if isinstance(key, Chosen):
        await without_key(visit)
        return

    def confirm(store: Store, answers: Answers) -> PersonalKey:
        return store.reactivation.reactivate(session, key, answers.secret("password"))

    match await visit.perform_or_choose(re_enter_password_page(), confirm):
        case PersonalKey() as new_key:
            active = _("Your profile is active again. From now on, only your new personal key works.")
            await show_new_key(visit, new_key, active)
        case Chosen():
            await without_key(visit)


async def without_key(visit: Visit) -> None:
    """What will be lost, and what follows; then the identity is verified again, unless that is under way."""
    session = visit.signed_in
    status = await visit.look(lambda store: store.profile.status(session))
    if status.request in {ProfileState.PENDING, ProfileState.ACCEPTED}:
        visit.say(Paragraph(_("Your request waits for an operator. A message tells you of the decision.")))
        return
    await visit.ask(without_key_page())
    await verify_identity(visit)


def have_key_or_not_page() -> Page:
    return Page(
        "have-key-or-not",
        _("Reactivate your profile now"),
        (
            Paragraph(_("Your profile was recently deactivated due to a password reset.")),
            Paragraph(_("With your personal key you get it back at once, unchanged. Do you have the key?")),
        ),
        menu=(_HAVE_KEY, _NO_KEY, BACK),
        help=(
            _(
                "The personal key is {count} characters, such as ABCD-1234-EFGH-5678, shown when it was"
                " made.",
                count=PERSONAL_KEY.characters,
            ),
            _("Without it, you verify your identity again."),
        ),
    )


def enter_key_page(opens_at: datetime | None) -> Page:
    return Page(
        "enter-key",
        _("Enter your personal key"),
        (
            Paragraph(
                _(
                    "Enter the most recent one: if you reset your password in the past, you may have been"
                    " given a new key then."
                )
            ),
            *too_many_keys(opens_at),
        ),
        (KEY_FIELD,),
        (submit(_("Continue")), CANCEL),
        (_NO_KEY,),
        help=(HOW_KEYS_ARE_READ, WAIT_AFTER_WRONG_KEYS),
    )


def re_enter_password_page() -> Page:
    return Page(
        "re-enter-password",
        _("Enter your password again"),
        (
            Paragraph(
                _(
                    "The key is right. Enter the password with which you sign in: it will open your profile"
                    " again."
                )
            ),
        ),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Continue")), CANCEL),
        (_NO_KEY,),
        help=(
            _("Your key alone is not enough: your password encrypts your profile from now on."),
            _("You then get a new personal key. Until then, the key that you entered still works."),
        ),
    )


def without_key_page() -> Page:
    return Page(
        "without-key",
        _("I don’t have my key"),
        (
            Paragraph(_("You verify your identity again. Before you go on:")),
            Bullets(
                (
                    _("The profile you had stays locked; when the new one is accepted, it is destroyed."),
                    _("If you have signed files, that then no longer counts: sign them again."),
                    _("You need your identity document, and an operator to see it."),
                    _("If you find your key in the meantime, you can still use it: the request then lapses."),
                )
            ),
        ),
        actions=(submit(_("Continue")), BACK),
        help=(
            _("If you may still find the key, go back: with it you need neither a document nor an operator."),
        ),
    )
