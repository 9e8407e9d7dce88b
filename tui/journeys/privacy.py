"""The privacy notice (PRODUCT §1, seed 001)."""

from __future__ import annotations

from i18n import _
from store.rules.limits import NOTICE_LIFE, PLACE_KEPT
from tui.pages import BACK, Bullets, Page, Paragraph
from tui.visit import Visit


async def privacy(visit: Visit) -> None:
    """Say what is kept, why and how."""
    await visit.tell(privacy_page())


def privacy_page() -> Page:
    return Page(
        "privacy",
        _("Privacy notice"),
        (
            Paragraph(_("What is kept, and why")),
            Bullets(
                (
                    _("Your username and email address: to sign you in and to write to you."),
                    _(
                        "If you were registered in person: your document number and a phone, encrypted, and"
                        " its contrast datum, unreadable: to know you by them, and send you PINs and codes."
                    ),
                    _("Your contact details, if you give some, encrypted: so that you can be reached."),
                    _("Your password: never as it is, only what is needed to recognise it (Argon2id)."),
                    _("What happens to your account, when and from which terminal: so that you can check."),
                    _("Your profile, if you have it verified: encrypted so that nobody but you can read it."),
                    _("An operator sees what you entered for it until they decide; then their copy goes."),
                    _("Failed tries, without what was typed: to slow down those who guess."),
                    _(
                        "From where you sign in, unreadable, for {time}: others do not make you wait there.",
                        time=PLACE_KEPT,
                    ),
                    _(
                        "How you signed in before a change, for {time}: to undo one that was not yours.",
                        time=NOTICE_LIFE,
                    ),
                )
            ),
            Paragraph(_("How phones are used")),
            Bullets(
                (
                    _("Only to send you codes, and notices of changes to your account."),
                    _("They are kept encrypted, and pages show only their last four digits."),
                )
            ),
            Paragraph(_("How it is protected")),
            Bullets(
                (
                    _(
                        "Everything is kept on the machine where Macle runs, in files that its other"
                        " users cannot read."
                    ),
                    _("Messages that wait to be sent are encrypted, and deleted once they are sent."),
                    _(
                        "Codes and tokens themselves are not kept, only what is needed to recognise them; a"
                        " PIN is kept encrypted, until it is over."
                    ),
                    _(
                        "The mail server or SMS gateway that sends you a message gets its text, and your"
                        " address or number."
                    ),
                    _(
                        "A service that asks for it gets a statement when you open it: that you came, at"
                        " which level, under a name for you that no other service knows."
                    ),
                    _("Nothing else is shared with anyone; nothing is tracked or measured."),
                )
            ),
        ),
        actions=(BACK,),
    )
