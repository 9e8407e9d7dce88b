"""What the store writes to the owner of an account that others try to get into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from i18n import Message, _, plural
from store.events import Happening
from store.messages.letters.help_desk import BLOCKED, LOST_CODE, Matter
from store.messages.letters.letter import ALWAYS, Letter, Notice, Text
from store.rules.secret import Secret


@dataclass(frozen=True)
class _Alarm:
    """What was wrong; what to do about many tries, and what once they have `blocked` what they were at."""

    wrong: Message
    help: tuple[Message | Matter, ...]
    blocked: tuple[Message | Matter, ...]


def wrong_tries(failed: Happening, username: str, moment: datetime, *, in_person: bool) -> Letter:
    """Tell of a run of tries that failed alike, and what someone registered `in_person` or not can do."""
    alarm = _ALARMS[failed]
    return Letter(
        _("Wrong tries at your account"),
        (
            _(
                "Several wrong tries were made at your account {username}, the last on {moment}. Nobody"
                " got in by them.",
                username=username,
                moment=moment,
            ),
            alarm.wrong,
            *(_to_registered(alarm.help) if in_person else alarm.help),
        ),
        ALWAYS,
    )


def blocked(failed: Happening, username: str, moment: datetime, *, in_person: bool) -> Letter:
    """Tell of the try after which no more are taken; see `wrong_tries`."""
    alarm = _ALARMS[failed]
    return Letter(
        _("Your account was blocked"),
        (
            _(
                "100 wrong tries were made at your account {username}, the last on {moment}. Nobody got in by"
                " them, and no more of this kind are taken.",
                username=username,
                moment=moment,
            ),
            alarm.wrong,
            *(_to_registered(alarm.blocked) if in_person else alarm.blocked),
            BLOCKED,
        ),
        ALWAYS,
    )


def _to_registered(sentences: tuple[Message | Matter, ...]) -> tuple[Message | Matter, ...]:
    return tuple(said for one in sentences for said in _TO_REGISTERED.get(one, (one,)))


def pin_by_sms(code: str, pin: Secret, minutes: int, expires_at: datetime) -> Text:
    """The PIN is the last word of the text; the code says which page it belongs to."""
    told = plural(
        "Your Macle PIN for the page with the code {code} works for {count} minute. Give it to nobody:",
        "Your Macle PIN for the page with the code {code} works for {count} minutes. Give it to nobody:",
        minutes,
        code=code,
    )
    return Text((told, pin), expires_at)


def pin_app_added(moment: datetime) -> Notice:
    return Notice(
        Happening.PIN_APP_ADDED,
        _("A terminal shows your PINs now"),
        (
            _(
                "Since {moment}, a terminal shows the one-time PINs of your account (macle pin).",
                moment=moment,
            ),
            _("It takes the place of any other. Only whoever uses that terminal reads them there."),
        ),
        _("Macle: a terminal shows your PINs now."),
        without_code=_(
            "If it was not you, someone has your document and your phone: remove that terminal in the"
            " sign-in settings, or register one of your own with “macle pin”, and tell your phone company."
        ),
    )


def pin_app_removed(moment: datetime) -> Notice:
    return Notice(
        Happening.PIN_APP_REMOVED,
        _("No terminal shows your PINs any more"),
        (
            _("Since {moment}, no terminal shows the one-time PINs of your account.", moment=moment),
            _("To have one show them again, type “macle pin” there."),
        ),
        _("Macle: no terminal shows your PINs any more."),
    )


def pin_app_ended(moment: datetime) -> Notice:
    """The same, where it came with another change: the notice of that says what helps."""
    removed = pin_app_removed(moment)
    return replace(removed, without_code=_("Another message says why, and what to do if it was not you."))


_FORGOTTEN = _("From anywhere else, set a new password: choose “Forgot password” in Macle.")
_ELSEWHERE = (
    _("Where you have signed in before, other people’s tries do not count: sign in as always."),
    _FORGOTTEN,
)
_PASSWORD_KNOWN = _("If it was not you, someone knows your password: change it at once.")
_NUMBER_KNOWN = _(
    "Whoever knows a document number can try this. Your password works as always; so does the PIN where you"
    " have signed in before."
)
_DOCUMENT_KNOWN = _(
    "If it was not you, someone knows the number and the contrast datum of your document. Give no PIN to"
    " anybody, and sign in with a password: “Activate my password” sets one."
)
_PAPERS_KNOWN = _(
    "If it was not you, someone knows your document, and may have your activation code: get another one."
    " “Renew the activation code” sends it, once you have signed in."
)
_IN_A_SESSION = _(
    "If it was not you, someone is signed in to your account: set a new password, which ends all sessions."
    " Choose “Forgot password” in Macle."
)
_MAILBOX_READ = _(
    "That takes a token, which is sent to your email address alone. If it was not you, someone reads your"
    " mail: change the password of your mailbox."
)

_KEY_TRIED = _(
    "If it was not you, someone is signed in to your account or reads your mail: change the password of your"
    " mailbox, then set a new one here. Choose “Forgot password” in Macle."
)
_SESSION_OF_REGISTERED = _(
    "If it was not you, someone is signed in to your account: set a new password with your activation code,"
    " which ends all sessions. Choose “Activate my password” in Macle."
)
_TO_REGISTERED: Mapping[Message | Matter, tuple[Message | Matter, ...]] = {
    _FORGOTTEN: (
        _(
            "From anywhere else, set a new password with your activation code: choose “Activate my password”"
            " in Macle."
        ),
    ),
    _IN_A_SESSION: (_SESSION_OF_REGISTERED,),
    _KEY_TRIED: (_SESSION_OF_REGISTERED,),
    _MAILBOX_READ: (
        _(
            "That takes your activation code, and a code that is sent to the phone that you were registered"
            " with. If it was not you, someone may have both: get another activation code. “Renew the"
            " activation code” sends it, once you have signed in."
        ),
        LOST_CODE,
    ),
}
"""What takes the place of a sentence for whoever was registered in person: no email sets their password."""

_ALARMS: Mapping[Happening, _Alarm] = {
    Happening.SIGN_IN_FAILED: _Alarm(_("At a sign-in, the password was wrong."), _ELSEWHERE, _ELSEWHERE),
    Happening.CODE_FAILED: _Alarm(
        _("At a sign-in, the password was right, and the security code was wrong."),
        (_PASSWORD_KNOWN,),
        (_PASSWORD_KNOWN, *_ELSEWHERE),
    ),
    Happening.CONTRAST_FAILED: _Alarm(
        _("At a sign-in with a PIN, the contrast datum of your document was wrong."),
        (_NUMBER_KNOWN,),
        (_NUMBER_KNOWN,),
    ),
    Happening.PIN_FAILED: _Alarm(
        _("At a sign-in with a PIN, the PIN was wrong."), (_DOCUMENT_KNOWN,), (_DOCUMENT_KNOWN, *_ELSEWHERE)
    ),
    Happening.REGISTERED_PHONE_FAILED: _Alarm(
        _("The code that was sent to the phone that you were registered with was wrong."),
        (_PAPERS_KNOWN, LOST_CODE),
        (
            _PAPERS_KNOWN,
            LOST_CODE,
            _("If it was you, do the same: until then, no code that is sent to that phone sets a password."),
        ),
    ),
    Happening.PIN_APP_FAILED: _Alarm(
        _("The code to have a terminal show your PINs was wrong."),
        (_DOCUMENT_KNOWN,),
        (
            _DOCUMENT_KNOWN,
            _(
                "If it was you, set a new password with your activation code: until then, no other terminal"
                " can show your PINs."
            ),
        ),
    ),
    Happening.PROOF_FAILED: _Alarm(
        _("Where someone was signed in, the password that they typed again was wrong."),
        (_IN_A_SESSION,),
        (_IN_A_SESSION, _("If it was you, do the same: until then, your password confirms nothing.")),
    ),
    Happening.CONFIRMATION_FAILED: _Alarm(
        _("Where someone was signed in, the security code for a change or a service was wrong."),
        (_IN_A_SESSION,),
        (_IN_A_SESSION, _("If it was you, do the same: until then, no code confirms anything.")),
    ),
    Happening.KEY_FAILED: _Alarm(
        _("The personal key was wrong."),
        (_KEY_TRIED,),
        (),
    ),
    Happening.ANSWER_FAILED: _Alarm(
        _("In a reset of the password, the answer to the recovery question was wrong."),
        (_MAILBOX_READ,),
        (
            _MAILBOX_READ,
            _("To be asked again, sign in with your password and choose new questions."),
        ),
    ),
    Happening.RESET_CODE_FAILED: _Alarm(
        _("In a reset of the password, the security code in the place of an answer was wrong."),
        (_MAILBOX_READ,),
        (_MAILBOX_READ, _("To reset the password, answer the question.")),
    ),
}
"""A personal key waits, and is never blocked: nothing else opens the profile."""
