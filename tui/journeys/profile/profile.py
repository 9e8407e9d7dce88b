"""One's own profile: getting its key, seeing it again, having another (PRODUCT §4)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from i18n import Day, _, told
from store import OpenedProfile, PersonalKey, Problem, Refusal
from store.accounts.store import Store
from tui.journeys.endings import refused
from tui.journeys.profile.personal_key import show_key, show_new_key
from tui.journeys.profile.verification import identity_rows
from tui.pages import BACK, CANCEL, Action, Answers, Facts, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_SEE_KEY = Action("see-key", _("Personal key"), tone="primary")
_WHEN_TO_REPLACE = _(
    "Replace the key if someone else may have seen it, or if you lost it: the old one is dead."
)
_REPLACE = Action("replace-key", _("Replace the personal key"))


async def get_first_key(visit: Visit) -> None:
    """Enter the password, under which an accepted profile waits, and get its key."""
    await show_new_key(visit, await _make_first_key(visit))


async def first_key_of(visit: Visit) -> PersonalKey | None:
    """Make the key of an accepted profile with the password that was typed to sign in.

    Where that was too long ago, the password is asked for again.
    """
    session = visit.signed_in
    try:
        return await visit.look(lambda store: store.profile.activate(session))
    except Problem as problem:
        if problem.refusal is not Refusal.PASSWORD_NEEDED:
            visit.say(refused(problem))
            return None
    with suppress(WentBack):
        return await _make_first_key(visit)
    return None


async def _make_first_key(visit: Visit) -> PersonalKey:
    session = visit.signed_in
    return await visit.perform(
        get_key_page(), lambda store, answers: store.profile.activate(session, answers.secret("password"))
    )


async def my_key(visit: Visit) -> None:
    """Show the current key after the password, until it is kept where it is not yet."""
    profile, kept = await _open(visit, open_key_page())
    if kept:
        await show_key(visit, profile.personal_key)
    else:
        await show_new_key(visit, profile.personal_key)


async def my_profile(visit: Visit) -> None:
    """Show the identity and the current key after the password, a key not yet kept first; or replace it."""
    profile, kept = await _open(visit, open_profile_page())
    if not kept:
        await show_new_key(visit, profile.personal_key, _("You have kept your personal key."))
    action = ""
    while True:
        action = (await visit.ask(profile_page(profile, action))).action
        with suppress(WentBack):
            match action:
                case _SEE_KEY.name:
                    await show_key(visit, profile.personal_key)
                case _REPLACE.name:
                    profile = replace(profile, personal_key=await replace_key(visit))


async def _open(visit: Visit, page: Page) -> tuple[OpenedProfile, bool]:
    """Open the profile with the password that `page` asks for; tell as well whether its key is kept."""
    session = visit.signed_in

    def opening(store: Store, answers: Answers) -> tuple[OpenedProfile, bool]:
        profile = store.profile.open(session, answers.secret("password"))
        return profile, store.profile.status(session).key_kept

    return await visit.perform(page, opening)


async def replace_key(visit: Visit) -> PersonalKey:
    """Another key in place of the current one, after the password; return it once it is kept."""
    session = visit.signed_in
    key = await visit.perform(
        replace_key_page(),
        lambda store, answers: store.profile.replace_key(session, answers.secret("password")),
    )
    replaced = _("Your personal key was replaced: only the new one works now.")
    await show_new_key(visit, key, replaced)
    return key


def get_key_page() -> Page:
    return Page(
        "get-key",
        _("Get your personal key"),
        (
            Paragraph(_("Your identity has been verified."), "success"),
            Paragraph(
                _("Enter your password: your personal key is made with it, and your profile is active.")
            ),
        ),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Continue")), CANCEL),
        help=(
            _("The key is shown next. You go on once you have kept it, and have shown that you did."),
            _("If you cancel, your profile waits: come back from the account page when you like."),
        ),
    )


def open_profile_page() -> Page:
    return Page(
        "open-profile",
        _("My profile"),
        (Paragraph(_("Your profile is encrypted. Enter your password to read it.")),),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Continue")), BACK),
        help=(
            _("It shows who you are and when that was verified; from there you get to your personal key."),
        ),
    )


def open_key_page() -> Page:
    return Page(
        "open-key",
        _("My personal key"),
        (Paragraph(_("Your key is encrypted with your profile. Enter your password to see it.")),),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Continue")), BACK),
        help=(
            _("It is the current key, the only one that works. To replace it, choose “My profile”."),
            _WHEN_TO_REPLACE,
        ),
    )


def profile_page(profile: OpenedProfile, came_from: str = "") -> Page:
    rows = (
        *identity_rows(profile.identity),
        (_("Verified on"), told(Day(profile.verified_at))),
        (_("Personal key of"), told(profile.personal_key.made_at)),
    )
    return Page(
        "profile",
        _("My profile"),
        (Facts(rows),),
        menu=(_SEE_KEY, _REPLACE, BACK),
        help=(_WHEN_TO_REPLACE,),
        came_from=came_from,
    )


def replace_key_page() -> Page:
    return Page(
        "replace-key",
        _("Replace the personal key"),
        (Paragraph(_("You get a new key. The one you have no longer works from then on."), "warning"),),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Continue")), CANCEL),
        help=(
            _WHEN_TO_REPLACE,
            _("If you cancel, the key that you have stays. Nothing else in your profile changes."),
        ),
    )
