"""The questions of the help page (seed 001), each with its answer, to be said where it arises."""

from __future__ import annotations

from i18n import _

WHY_A_SECOND_STEP = _(
    "Why am I asked for a second step? Two-step verification takes a code besides your password. It is sent"
    " to your phone, or given by an authenticator app. Think of a door with a key and a secret code: someone"
    " who poses as you should never get hold of both."
)
USE_OF_DETAILS = _(
    "What do you do with my details? Your phone number is used to send you codes that verify your identity"
    " each time you sign in, and to tell you of changes to your sign-in settings. It is kept encrypted."
    " The privacy notice on the welcome page says more."
)
WHAT_IS_AN_APP = _(
    "What is an authenticator app? It protects your account: each time you sign in, the app gives you a new"
    " code, which shows that it is you. This is safer than a code sent to your mobile phone. You can use any"
    " app you like, and need it on one device only."
)
NO_SECOND_NUMBER = _(
    "What if I have no second phone number? We recommend the authenticator app. It takes only one smartphone"
    " and an app of your choice. You may skip the backup phone; but if you then lose your only phone and"
    " have no app, you can no longer sign in on your own, unless you have kept recovery codes."
)
LOST_PHONE = _(
    "What if I lose my phone or its number? With a second number, choose “Try another method” where you are"
    " asked for the code, then your other phone, and enter the code sent to it. A recovery code works too: so"
    " make recovery codes while you can, in the sign-in settings, and keep them apart from the phone."
)
UPDATE_A_NUMBER = _(
    "How can I update a registered phone number? Choose “Replace” and enter the new number. Or"
    " add the new number in the sign-in settings first, then choose “Change” beside the old one"
    " and “Delete”. For security reasons, you type the full number and your password to confirm."
)
NOTHING_AT_HAND = _(
    "If none of this is at hand, come back once it is: a new password does not skip this step."
)
