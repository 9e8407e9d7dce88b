"""What people take to the help desk, on pages and in letters, if the settings say where it is (PRODUCT §10).

Every sentence that sends them there stands here, to be said with the place, the hours and the contact.
"""

from __future__ import annotations

from dataclasses import dataclass

from i18n import Message, Named, _, told
from store.rules.limits import REMOVAL_HOLD
from store.settings import HelpDesk

PLACE, HOURS, CONTACT = _("Help desk"), _("Hours"), _("Contact")


@dataclass(frozen=True)
class Matter:
    """Something in which the help desk can do more for a person than they can `alone`; None: nothing is left.

    Without a desk only that is said, and nobody is sent anywhere.
    """

    at_the_desk: Message
    alone: Message | None = None

    def said(self, desk: HelpDesk) -> tuple[Message, ...]:
        """Return it as paragraphs."""
        if not desk.is_known:
            return () if self.alone is None else (self.alone,)
        place, hours, contact = where(desk)
        return (
            self.at_the_desk,
            _(
                "The help desk: {place}. Hours: {hours}. Contact: {contact}",
                place=place,
                hours=hours,
                contact=contact,
            ),
        )


def where(desk: HelpDesk) -> tuple[Message, Message, Message]:
    """Return place, hours and contact, each as it is told in the language of whoever reads it."""
    en, fr = desk.en, desk.fr
    return (
        _named(en.place, fr.place),
        _named(en.hours, fr.hours),
        _named(en.contact, fr.contact),
    )


def _named(en: str, fr: str) -> Message:
    return told(Named((("en", en), ("fr", fr))))


LOST_METHOD = Matter(
    _(
        "The help desk can remove a lost method, with your identity document. That takes {hold}, and messages"
        " tell you how to stop it.",
        hold=REMOVAL_HOLD,
    ),
    _(
        "If no code can reach you any more, only whoever runs Macle here can let you in. Or create another"
        " account, with another email address."
    ),
)
NONE_AT_HAND = Matter(LOST_METHOD.at_the_desk)
"""Of several methods, one may be at hand later."""
ONLY_PHONE = Matter(
    LOST_METHOD.at_the_desk,
    _(
        "Without the phone or such a code, you then have to create a new account, or to be helped by whoever"
        " runs Macle here."
    ),
)
FORGOTTEN_ANSWER = Matter(
    _(
        "The help desk can remove the questions, with your identity document. That takes {hold}, and messages"
        " tell you how to stop it.",
        hold=REMOVAL_HOLD,
    ),
    _(
        "If none of this helps, only whoever runs Macle here can help you. Or create another account, with"
        " another email address."
    ),
)
NOT_MINE = Matter(
    _(
        "The help desk can remove what is not yours, with your identity document. That takes {hold}, and"
        " messages tell you how to stop it.",
        hold=REMOVAL_HOLD,
    ),
    _(
        "If what stays is not yours, only whoever runs Macle here can help you. Or create another account,"
        " with another email address."
    ),
)
LOST_CODE = Matter(
    _("The help desk hands out another activation code at once, on paper: bring your document."),
    _("If you cannot sign in any more, only whoever runs Macle here can give you another activation code."),
)
OTHER_PHONE = Matter(
    _(
        "If this is no longer your phone, the help desk can replace it, with your document. That takes"
        " {hold}, and messages tell you how to stop it.",
        hold=REMOVAL_HOLD,
    ),
    _("If this is no longer your phone, only whoever runs Macle here can replace it."),
)
SHOW_DOCUMENT = Matter(
    _("Show your document at the help desk."),
    _("Whoever gave you access to Macle tells you where and when to show your document."),
)
ADVANCED_LEVEL = Matter(
    _(
        "If you were registered at the help desk, it can raise you to the advanced level, with your document."
        " If not, it can open another account for you, with an email address that no account has."
    )
)
HANDED_OVER = Matter(
    _("If it was not you, go to the help desk at once, with your document, and have it put right."),
    _("If it was not you, say so at once to whoever runs Macle here, and have it put right."),
)
PHONE_NAMED = Matter(
    _("If it was not you, go to the help desk at once, with your document, and have it stopped."),
    _("If it was not you, say so at once to whoever runs Macle here, and have it stopped."),
)
UNBLOCKED = Matter(
    _(
        "If you did not ask for this, someone may be trying to get in as you. Tell the help desk, and change"
        " your password."
    ),
    _("If you did not ask for this, someone may be trying to get in as you: change your password."),
)
SESSIONS_ENDED = Matter(
    _("If you did not ask for this, tell the help desk. Nothing else of your account has changed."),
    _("Nothing else of your account has changed."),
)
RESET_STARTED = Matter(
    _(
        "If you did not ask for this, tell the help desk, use the token for nothing, and change the password"
        " of your mailbox if someone else may read it."
    ),
    _(
        "If you did not ask for this, use the token for nothing, and change the password of your mailbox if"
        " someone else may read it."
    ),
)
WITHDRAWN = Matter(
    _("If you still cannot sign in, go to the help desk again."),
    _("If you still cannot sign in, only whoever runs Macle here can help you."),
)
NOT_ASKED_FOR = Matter(
    _("If you did not ask for that, tell the help desk."),
    _("If you did not ask for that, say so to whoever runs Macle here."),
)
RENEW_IT = Matter(
    _(
        "If it was not you, get another activation code: at the help desk, with your document, or by “Renew"
        " the activation code” if a one-time PIN signs you in. Then set another password with it."
    ),
    _(
        "If it was not you, get another activation code by “Renew the activation code”, once a one-time PIN"
        " has signed you in. Then set another password with it."
    ),
)
"""The owner knows neither the password nor the code that came with it."""
BLOCKED = Matter(_("The help desk can lift the block, with your identity document."))
