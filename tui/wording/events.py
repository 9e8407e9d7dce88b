"""The events of an account's history in words."""

from __future__ import annotations

from collections.abc import Mapping

from i18n import Message, _
from store import Happening, Removable


def happening(event: Happening, kind: str | None = None) -> Message:
    """Return what an event of the history was; of a removal, with the `kind` of what was to be removed."""
    if event not in OF_REMOVALS or kind is None:
        return _HAPPENINGS[event]
    if kind == Removable.REGISTERED_PHONE.value:
        return _REPLACEMENTS[event]
    return of_removal(event, _LOST[kind]) if kind in _LOST else _HAPPENINGS[event]


def of_removal(event: Happening, lost: Message) -> Message:
    """Return what an event of a removal was, and what was to be removed."""
    return _("{what} ({lost})", what=_HAPPENINGS[event], lost=lost)


_HAPPENINGS: Mapping[Happening, Message] = {
    Happening.ACCOUNT_CREATED: _("Account created"),
    Happening.REGISTERED: _("Registered in person"),
    Happening.REGISTERED_A_PERSON: _("Someone registered in person"),
    Happening.ACTIVATION_HANDED_OVER: _("Activation code handed over in person"),
    Happening.HANDED_OVER_A_CODE: _("Activation code handed over to someone"),
    Happening.REGISTERED_PHONE_REPLACED: _("Phone of the registration replaced"),
    Happening.REPLACED_A_REGISTERED_PHONE: _("Phone of someone’s registration replaced"),
    Happening.REGISTERED_CONTRAST_REPLACED: _("Contrast datum of the registration replaced in person"),
    Happening.REPLACED_A_REGISTERED_CONTRAST: _("Contrast datum of someone’s registration replaced"),
    Happening.LEVEL_RAISED: _("Registered at the advanced level"),
    Happening.RAISED_A_LEVEL: _("Someone registered at the advanced level"),
    Happening.SIGNED_IN: _("Signed in"),
    Happening.SIGNED_OUT: _("Signed out"),
    Happening.SECOND_STEP_DONE: _("Second step done for a service"),
    Happening.SERVICE_OPENED: _("Service opened"),
    Happening.SIGN_IN_FAILED: _("Sign-in failed: wrong password"),
    Happening.CONTRAST_FAILED: _("Sign-in failed: wrong contrast datum"),
    Happening.PIN_FAILED: _("Sign-in failed: wrong PIN"),
    Happening.PIN_REQUESTED: _("One-time PIN asked for"),
    Happening.PIN_SENT: _("One-time PIN sent by SMS"),
    Happening.PIN_APP_ADDED: _("A terminal shows the PINs"),
    Happening.PIN_APP_REMOVED: _("A terminal no longer shows the PINs"),
    Happening.CODE_FAILED: _("Sign-in failed: wrong code"),
    Happening.PROOF_FAILED: _("Wrong password while signed in"),
    Happening.CONFIRMATION_FAILED: _("Wrong code while signed in"),
    Happening.KEY_FAILED: _("Wrong personal key"),
    Happening.ANSWER_FAILED: _("Reset: wrong answer"),
    Happening.RESET_CODE_FAILED: _("Reset: wrong code"),
    Happening.ACTIVATION_FAILED: _("Wrong activation code or email address"),
    Happening.ACTIVATION_BLOCKED: _("Activation code blocked after too many wrong tries"),
    Happening.REGISTERED_PHONE_FAILED: _("Wrong code of the phone that was registered"),
    Happening.PIN_APP_FAILED: _("Wrong code for a terminal that shows PINs"),
    Happening.BLOCKED: _("Blocked after too many wrong tries"),
    Happening.PASSWORD_CHANGED: _("Password changed"),
    Happening.RESET_REQUESTED: _("Reset email asked for"),
    Happening.INVITED: _("Invitation sent"),
    Happening.FIRST_PASSWORD_SET: _("First password set"),
    Happening.PASSWORD_RESET: _("Password reset"),
    Happening.PASSWORD_ACTIVATED: _("Password set with the activation code"),
    Happening.ACTIVATION_RENEWED: _("Activation code renewed, sent by email"),
    Happening.VERIFICATION_REQUESTED: _("Verification of identity asked for"),
    Happening.VERIFICATION_CANCELLED: _("Verification of identity cancelled"),
    Happening.VERIFICATION_ACCEPTED: _("Identity verified"),
    Happening.VERIFICATION_REFUSED: _("Verification of identity refused"),
    Happening.PROFILE_ACTIVATED: _("Profile activated, personal key made"),
    Happening.PROFILE_REACTIVATED: _("Profile reactivated, personal key replaced"),
    Happening.PROFILE_DEACTIVATED: _("Profile deactivated"),
    Happening.METHOD_ADDED: _("Method of the second step added"),
    Happening.METHOD_REMOVED: _("Method of the second step deleted"),
    Happening.METHOD_REPLACED: _("Phone replaced"),
    Happening.RECOVERY_CODES_MADE: _("New recovery codes"),
    Happening.RECOVERY_CODE_USED: _("Recovery code used"),
    Happening.QUESTIONS_SET: _("Recovery questions chosen"),
    Happening.EMAIL_CHANGED: _("Email address changed"),
    Happening.CONTACT_DETAILS_CHANGED: _("Personal information changed"),
    Happening.USERNAME_SENT: _("Username sent by email"),
    Happening.DISOWNED: _("Change reported as not yours, account closed until a reset"),
    Happening.UNDONE: _("A change was undone"),
    Happening.KEY_REPLACED: _("Personal key replaced"),
    Happening.CERTIFICATE_MADE: _("Certificate to sign with made"),
    Happening.CERTIFICATE_REVOKED: _("Certificate to sign with revoked"),
    Happening.SIGNED_A_FILE: _("File signed"),
    Happening.ACCEPTED_A_VERIFICATION: _("Someone’s identity verified"),
    Happening.REFUSED_A_VERIFICATION: _("Verification of someone’s identity refused"),
    Happening.REMOVAL_ASKED: _("Removal asked for at the help desk"),
    Happening.ASKED_FOR_A_REMOVAL: _("Removal asked for, for someone"),
    Happening.REMOVAL_APPROVED: _("Removal approved at the help desk"),
    Happening.APPROVED_A_REMOVAL: _("Removal approved, for someone"),
    Happening.REMOVAL_WITHDRAWN: _("Removal withdrawn by the help desk"),
    Happening.WITHDREW_A_REMOVAL: _("Removal withdrawn, for someone"),
    Happening.REMOVAL_CANCELLED: _("Removal cancelled with the code of a message"),
    Happening.REMOVAL_NEEDLESS: _("Removal ended: no longer needed"),
    Happening.REMOVAL_LAPSED: _("Removal ended: nobody approved it"),
    Happening.RECOVERY_CODES_REMOVED: _("Recovery codes removed"),
    Happening.QUESTIONS_REMOVED: _("Recovery questions removed"),
    Happening.ROLE_SUSPENDED: _("Operator’s rights suspended"),
    Happening.ROLE_CHANGED: _("Role changed by the administrator"),
    Happening.ROLE_GIVEN_BACK: _("Operator’s rights given back"),
    Happening.UNBLOCKED: _("Unblocked by the help desk"),
    Happening.UNBLOCKED_AN_OPERATOR: _("An operator’s account unblocked"),
    Happening.UNBLOCKED_AN_ACCOUNT: _("Someone’s account unblocked"),
    Happening.PAGE_OPENED: _("Looked at by the help desk"),
    Happening.OPENED_A_PAGE: _("Someone’s account looked at"),
    Happening.RESET_STARTED: _("Password reset started by the help desk"),
    Happening.STARTED_A_RESET: _("Password reset started for someone"),
    Happening.SESSIONS_ENDED: _("Sessions ended by the help desk"),
    Happening.ENDED_SESSIONS: _("Someone’s sessions ended"),
    Happening.ACTS_EXPORTED: _("List of what operators did, written to a file"),
}
_REPLACEMENTS: Mapping[Happening, Message] = {
    Happening.REMOVAL_ASKED: _("Another registered phone asked for at the help desk"),
    Happening.ASKED_FOR_A_REMOVAL: _("Another registered phone asked for, for someone"),
    Happening.REMOVAL_APPROVED: _("Another registered phone approved at the help desk"),
    Happening.APPROVED_A_REMOVAL: _("Another registered phone approved, for someone"),
    Happening.REMOVAL_WITHDRAWN: _("Another registered phone withdrawn by the help desk"),
    Happening.WITHDREW_A_REMOVAL: _("Another registered phone withdrawn, for someone"),
    Happening.REMOVAL_CANCELLED: _("Another registered phone cancelled with the code of a message"),
    Happening.REMOVAL_NEEDLESS: _("Another registered phone no longer needed"),
    Happening.REMOVAL_LAPSED: _("Another registered phone not approved in time"),
}
"""Each event of a removal, where another phone replaces the registered one: then nothing is removed."""
_LOST: Mapping[str, Message] = {
    Removable.RECOVERY_CODES.value: _("recovery codes"),
    Removable.QUESTIONS.value: _("recovery questions"),
}
"""By what the event of a removal is about; of a method its words tell that (`tui.journeys.methods.words`)."""
OF_REMOVALS = frozenset(_REPLACEMENTS)
