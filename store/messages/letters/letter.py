"""What the store writes to people: each letter is declared once and said in the reader’s language.

Until when a letter is of use has no default, so that none forgets to say it: one that carries a code or a
token is of no use once that has expired; news stays news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from i18n import Language, Message, _
from store.events import Happening
from store.messages.gsm import gsm_text
from store.messages.letters.help_desk import Matter
from store.rules.limits import NOTICE_LIFE
from store.rules.secret import Secret
from store.settings import HelpDesk

ALWAYS = None
"""In the place of the moment until which something is of use."""
NOWHERE = HelpDesk()
_SIGNATURE = _("Macle, the keeper of your account")


def _lines(paragraphs: Sequence[Message | Secret], language: Language) -> str:
    said = (
        one.reveal() if isinstance(one, Secret) else language.say(one) for one in (*paragraphs, _SIGNATURE)
    )
    return "\n\n".join(said) + "\n"


@dataclass(frozen=True)
class Letter:
    """An email: its subject and its paragraphs. A paragraph that is a `Secret` stands alone on its line."""

    subject: Message
    paragraphs: tuple[Message | Secret | Matter, ...]
    of_use_until: datetime | None

    def said(self, language: Language, desk: HelpDesk = NOWHERE) -> tuple[str, str]:
        """Return the subject and the body in `language`; what is a matter for a `desk` says where that is."""
        paragraphs = [
            said
            for one in self.paragraphs
            for said in (one.said(desk) if isinstance(one, Matter) else (one,))
        ]
        return language.say(self.subject), _lines(paragraphs, language)


@dataclass(frozen=True)
class Text:
    """An SMS: its sentences. A `Secret` stands in it as it is."""

    sentences: tuple[Message | Secret, ...]
    of_use_until: datetime | None

    def said(self, language: Language) -> str:
        """Return the text in `language`, in the alphabet of SMS (GSM 03.38): 160 characters are one part."""
        said = " ".join(
            one.reveal() if isinstance(one, Secret) else language.say(one) for one in self.sentences
        )
        return gsm_text(said)


@dataclass(frozen=True)
class Slip:
    """A sheet of paper: its title and paragraphs. The one that is a `Secret`, its code, stands out."""

    title: Message
    paragraphs: tuple[Message | Secret, ...]
    of_use_until: datetime | None

    def said(self, language: Language) -> tuple[str, str, str]:
        """Return the title and the text in `language`, and the code in that text."""
        [code] = (one.reveal() for one in self.paragraphs if isinstance(one, Secret))
        return language.say(self.title), _lines(self.paragraphs, language), code


_CODE_ELSEWHERE = _(
    "If it was not you, look for this message at your other addresses and phones: at one that your account"
    " has had for {time}, or from its start, it has a code that helps.",
    time=NOTICE_LIFE,
)


_NO_CODE = _("If it was not you, change your password at once, and look through the sign-in settings.")


@dataclass(frozen=True)
class Notice:
    """Word of a change to every address of an account: a letter to its email, a text to its phones.

    It is news of the change, also where its code has expired meanwhile: so it is always of use.
    `without_code` says what helps if it was not you and no address got a code; `effect` what the code does,
    where that is not to disown a change that was made.
    """

    happening: Happening
    subject: Message
    paragraphs: tuple[Message, ...]
    short: Message
    without_code: Message | Matter = _NO_CODE
    effect: Message | None = None

    def letter(self, code: Secret | None, expires_at: datetime, *, elsewhere: bool = True) -> Letter:
        """`code` disowns the change; what that undoes depends on what else was changed when it is entered.

        An address that is not standing gets none; others may have it `elsewhere`.
        """
        if code is None:
            where = _CODE_ELSEWHERE if elsewhere else self.without_code
            return Letter(self.subject, (*self.paragraphs, where), ALWAYS)
        effect = self.effect or _(
            "It works once, until {moment}. It ends all sessions, undoes what can be undone, and lets nobody"
            " sign in before you have set a new password.",
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
            ALWAYS,
        )

    def text(self, code: Secret | None) -> Text:
        if code is None:
            return Text((self.short,), ALWAYS)
        not_you = _("Not you? In Macle, choose “This wasn’t me” and enter this code:")
        return Text((self.short, not_you, code), ALWAYS)
