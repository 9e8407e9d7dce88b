"""Recovery codes (PRODUCT §6): how many are left, and having new ones."""

from __future__ import annotations

from datetime import datetime

from i18n import Language, Message, _, plural
from store import RECOVERY_SHEET, Confirmation, Secret
from store.accounts.store import Store
from store.rules.limits import RECOVERY_CODES
from tui.journeys.methods.confirming import Removal
from tui.journeys.password.password import CONFIRM_WITH_PASSWORD, PASSWORD_AGAIN
from tui.journeys.profile.keep import Sheet, keep, ways_to_keep
from tui.pages import BACK, CANCEL, Action, Answers, Block, Card, Page, Paragraph, Tick, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_KEEP = Action("keep", _("Continue"), tone="primary")
_SEE_AGAIN = Action("see-again", _("See the codes again"), leaves=True)
_TITLE = _("Macle recovery codes")
_WHY_CONFIRM = _(
    "So that whoever has seen the codes you have cannot bring them back with the code of a message, confirm"
    " with a code of an app or a phone."
)
_NO_LONGER = Paragraph(_("Once you make new ones, those you have no longer work."), "warning")
_STILL_WORK = _("Until you have chosen “Make”, nothing changes: the codes you have still work.")
_ONCE = _("Each works once, in place of a code of an app or a phone.")


async def recovery_codes(visit: Visit) -> None:
    """Say how many are left; make new ones, and show them until they are kept."""
    session = visit.signed_in
    overview = await visit.look(lambda store: store.account.overview(session))
    left = overview.ways.recovery_codes
    await visit.ask(codes_left_page(left))
    codes = await _make(visit, replaces=left > 0)
    made_at, kept = visit.now(), False
    with visit.until_kept():
        while not kept:
            await _show(visit, codes, made_at, replaces=left > 0)
            kept = await _says_kept(visit)
    visit.say(made(replaces=left > 0))


async def _make(visit: Visit, *, replaces: bool) -> tuple[Secret, ...]:
    """Have new codes made; where there were others, a code of a method can keep them from coming back."""
    session, page = visit.signed_in, make_page(replaces=replaces)

    def make(store: Store, answers: Answers, confirmation: Confirmation | None = None) -> tuple[Secret, ...]:
        return store.recovery_codes.make(session, answers.secret("password"), confirmation)

    if replaces:
        return await Removal(visit, RECOVERY_SHEET, _WHY_CONFIRM).perform(page, make)
    return await visit.perform(page, make)


async def _show(visit: Visit, codes: tuple[Secret, ...], made_at: datetime, *, replaces: bool) -> None:
    action = ""
    while True:
        page = codes_page(codes, made_at, ways_to_keep(visit), replaces=replaces, came_from=action)
        action = (await visit.ask(page)).action
        if action == _KEEP.name:
            return
        await keep(visit, _sheet(visit, codes, made_at), action)


async def _says_kept(visit: Visit) -> bool:
    """Ask for the tick; return whether it was set, or the codes are to be seen again."""
    try:
        await visit.ask(kept_page())
    except WentBack:
        return False
    return True


def codes_sheet(language: Language, codes: tuple[Secret, ...], made_at: datetime) -> str:
    """Return the text of the file or sheet of paper that keeps the codes."""
    say = language.say
    listed = "\n".join(code.reveal() for code in codes)
    lines = (say(_TITLE), listed, say(_made_on(made_at)), say(_ONCE))
    return "\n\n".join(lines) + "\n"


def _sheet(visit: Visit, codes: tuple[Secret, ...], made_at: datetime) -> Sheet:
    language = visit.language
    made_on = made_at.astimezone(language.zone).date()
    return Sheet(
        language.say(_TITLE),
        "\n".join(code.reveal() for code in codes),
        codes_sheet(language, codes, made_at),
        f"macle-codes-{visit.signed_in.username}-{made_on}.txt",
    )


def _made_on(made_at: datetime) -> Message:
    return _("Codes made on {moment}", moment=made_at)


def codes_left_page(left: int) -> Page:
    has = plural("You have {count} recovery code left.", "You have {count} recovery codes left.", left)
    blocks: list[Block] = [
        Paragraph(_("With a recovery code you get in when no app and no phone is at hand. Each works once.")),
        Paragraph(has if left else _("You have no recovery codes.")),
    ]
    if left:
        blocks.append(_NO_LONGER)
    return Page(
        "recovery-codes",
        _("Recovery codes"),
        tuple(blocks),
        actions=(Action("make", _make_words(replaces=left > 0), tone="primary"), BACK),
        help=(
            _(
                "You get {count} codes, shown once: copy, save or print them. Keep them apart from your"
                " phone.",
                count=RECOVERY_CODES,
            ),
            _("At sign-in, choose “Try another method”, then the recovery code."),
        ),
    )


def _make_words(*, replaces: bool) -> Message:
    return _("Make new recovery codes") if replaces else _("Make recovery codes")


def make_page(*, replaces: bool) -> Page:
    """`replaces` says whether there are others until then."""
    return Page(
        "make-recovery-codes",
        _make_words(replaces=replaces),
        ((_NO_LONGER,) if replaces else ()) + (CONFIRM_WITH_PASSWORD,),
        (PASSWORD_AGAIN,),
        (submit(_("Make")), CANCEL),
        help=(_STILL_WORK,) if replaces else (_ONCE,),
    )


def codes_page(
    codes: tuple[Secret, ...],
    made_at: datetime,
    ways: tuple[Action, ...],
    *,
    replaces: bool,
    came_from: str = "",
) -> Page:
    """`ways` are those to keep them; `replaces` says whether there were others until now."""
    if replaces:
        once = _("They are shown only now, and older ones no longer work. Keep them somewhere safe.")
    else:
        once = _("They are shown only now. Keep them somewhere safe.")
    blocks = (
        Card(tuple(code.reveal() for code in codes), _made_on(made_at)),
        Paragraph(once),
    )
    return Page(
        "new-recovery-codes",
        _("Save your recovery codes"),
        blocks,
        actions=(_KEEP, *ways),
        help=(
            _ONCE,
            _("They have no I, L, O or U. Capitals, spaces and dashes do not matter when you type one."),
        ),
        came_from=came_from,
        written_down=True,
    )


def kept_page() -> Page:
    return Page(
        "recovery-codes-kept",
        _("Have you kept your recovery codes?"),
        (Paragraph(_("Once you go on, they cannot be shown again. If you lose them, make new ones.")),),
        (Tick("saved", _("I kept my recovery codes.")),),
        (submit(_("Continue")), _SEE_AGAIN),
        help=(_ONCE, _("Keep them apart from your phone: they are for when it is lost, or out of reach.")),
    )


def made(*, replaces: bool) -> Paragraph:
    """Say which codes work now."""
    if replaces:
        said = _("Your new recovery codes work from now on; the former ones no longer do.")
    else:
        said = _("Your recovery codes work from now on.")
    return Paragraph(said, "success")
