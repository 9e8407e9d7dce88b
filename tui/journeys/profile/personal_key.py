"""Showing a personal key until it is kept (PRODUCT §4, seed 000): copied, downloaded or printed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from i18n import Language, Message, Spelled, _, told
from store import PersonalKey, Problem, Refusal
from store.accounts.store import Store
from store.rules.crockford import forgiven
from store.rules.limits import KEY_TRIES, KEY_WAIT
from store.rules.paper_codes import PERSONAL_KEY
from tui import wording
from tui.journeys.profile.keep import Sheet, keep, ways_to_keep
from tui.pages import (
    BACK,
    Action,
    Answers,
    Block,
    Bullets,
    Card,
    Field,
    Page,
    Paragraph,
    Tick,
    submit,
)
from tui.unwinding import WentBack
from tui.visit import Visit

KEY_FIELD = Field(
    "key",
    _("Personal key"),
    hint=_("{count} characters. Capitals, spaces and dashes do not matter.", count=PERSONAL_KEY.characters),
    joined=True,
    form=PERSONAL_KEY.read,
)
HOW_KEYS_ARE_READ = _("The letter O is read as zero, and I and L as one: a key never holds them, nor U.")
WAIT_AFTER_WRONG_KEYS = _(
    "After {count} wrong keys there is a wait of {time}.", count=KEY_TRIES, time=KEY_WAIT
)
_GROUPS = {
    0: _("Type the first group of four characters"),
    1: _("Type the second group of four characters"),
    2: _("Type the third group of four characters"),
    3: _("Type the last group of four characters"),
}
_KEEP = Action("keep", _("Continue"), tone="primary")
_DICTATE = Action("dictate", _("Spell out"))
_SEE_AGAIN = Action("see-again", _("See the key again"), leaves=True)
_SAVED = _("I saved my personal key with the date it was generated.")
_SEEN_AGAIN = _("You find your current key again under “My personal key” on the account page.")
_ACTIVE = _("Your profile is active, and you have kept its personal key.")
SHEET_TITLE = _("Macle personal key")


async def show_new_key(visit: Visit, key: PersonalKey, outcome: Message = _ACTIVE) -> None:
    """Show a key that is yet to be kept. It cannot be left before the person has shown that they did.

    The next page then says what came of it, the `outcome`. Raises `Problem` PROFILE_CHANGED once it is no
    longer the profile's.
    """
    kept = False
    with visit.until_kept():
        while not kept:
            await show_key(visit, key, new=True)
            kept = await _prove_kept(visit, key)
    visit.say(Paragraph(outcome, "success"))


async def show_key(visit: Visit, key: PersonalKey, *, new: bool = False) -> None:
    """Show a key, with the ways to keep it, until the person goes on. One that is not new can be left.

    Raises `Problem` PROFILE_CHANGED rather than show one that is no longer the profile's.
    """
    session = visit.signed_in
    action = ""
    while True:
        await visit.look(lambda store: store.profile.check_current(session, key))
        action = (await visit.ask(key_page(key, ways_to_keep(visit), new, action))).action
        match action:
            case _DICTATE.name:
                await visit.tell(dictation_page(key))
            case _KEEP.name | BACK.name:
                return
            case way:
                await keep(visit, _sheet(visit, key), way)


async def _prove_kept(visit: Visit, key: PersonalKey) -> bool:
    """Ask for the tick and for four characters; return whether they were right, or to be seen again."""
    session = visit.signed_in
    group = secrets.randbelow(len(_GROUPS))
    wanted = PERSONAL_KEY.grouped(key.key.reveal()).split("-")[group]

    def compare(store: Store, answers: Answers) -> None:
        if forgiven(answers["characters"]) != wanted:
            raise Problem(Refusal.NOT_RETYPED, "characters")
        store.profile.note_kept(session, key)

    try:
        await visit.perform(kept_page(_GROUPS[group]), compare)
    except WentBack:
        return False
    return True


def too_many_keys(opens_at: datetime | None) -> tuple[Block, ...]:
    """Say when the next key can be tried; nothing where that is now."""
    if opens_at is None:
        return ()
    return (
        Paragraph(
            _("Too many wrong keys. The next can be tried from {clock} on.", clock=wording.opening(opens_at)),
            "warning",
        ),
    )


def key_sheet(language: Language, key: PersonalKey) -> str:
    """Return the text of the file or sheet of paper that keeps a key."""
    say = language.say
    lines = (
        say(SHEET_TITLE),
        PERSONAL_KEY.grouped(key.key.reveal()),
        say(_("Generated on {moment}", moment=key.made_at)),
        say(_("This key is the only way into your profile after a password reset. It works once.")),
    )
    return "\n\n".join(lines) + "\n"


def _sheet(visit: Visit, key: PersonalKey) -> Sheet:
    language = visit.language
    made_on = key.made_at.astimezone(language.zone).date()
    return Sheet(
        language.say(SHEET_TITLE),
        PERSONAL_KEY.grouped(key.key.reveal()),
        key_sheet(language, key),
        f"macle-{visit.signed_in.username}-{made_on}.txt",
    )


def key_page(
    key: PersonalKey,
    ways: tuple[Action, ...],
    new: bool,
    came_from: str = "",
) -> Page:
    blocks = (
        Card(PERSONAL_KEY.grouped(key.key.reveal()), _("Generated on {moment}", moment=key.made_at)),
        Paragraph(
            _(
                "This key is the only way into your profile if you forget your password. Keep it somewhere"
                " safe, with its date: it works once, and only your newest key works."
            )
        ),
    )
    return Page(
        "personal-key",
        _("Save your personal key") if new else _("Personal key"),
        blocks,
        actions=(_KEEP if new else replace(BACK, tone="primary"), *ways, _DICTATE),
        help=(
            _(
                "A personal key is a code of {count} characters. Your personal information is encrypted:"
                " after a password reset, only this code opens it.",
                count=PERSONAL_KEY.characters,
            ),
            _("It has no I, L, O or U. Capitals, spaces and dashes do not matter when you type it."),
            _SEEN_AGAIN,
        ),
        came_from=came_from,
        written_down=True,
    )


def dictation_page(key: PersonalKey) -> Page:
    groups = tuple(told(Spelled(group)) for group in PERSONAL_KEY.grouped(key.key.reveal()).split("-"))
    return Page(
        "dictation",
        _("Spell the key out"),
        (Paragraph(_("To read the key aloud, group by group:")), Bullets(groups, numbered=True)),
        actions=(BACK,),
        written_down=True,
    )


def kept_page(label: Message) -> Page:
    return Page(
        "key-kept",
        _("Have you saved your personal key?"),
        fields=(
            Tick("saved", _SAVED),
            Field("characters", label, hint=_("From where you saved it."), limit=20, joined=True),
        ),
        actions=(submit(_("Continue")), _SEE_AGAIN),
        help=(
            _("Whoever loses both the password and the key has to verify their identity again."),
            _SEEN_AGAIN,
            _("After a password reset, the key gives you your profile back, and another takes its place."),
        ),
    )
