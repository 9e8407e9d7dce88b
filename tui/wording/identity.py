"""Usernames, email addresses and sign-up in words."""

from __future__ import annotations

from i18n import _
from store import Refusal
from store.rules.identifiers import USERNAME_LONGEST, USERNAME_MOST_DIGITS, USERNAME_SHORTEST
from tui.wording.form import Sentences

SENTENCES: Sentences = {
    Refusal.USERNAME_FORM: _(
        "A username has {shortest} to {longest} characters: letters without accents, digits, dots, dashes"
        " or underscores; {most_digits} digits at most.",
        shortest=USERNAME_SHORTEST,
        longest=USERNAME_LONGEST,
        most_digits=USERNAME_MOST_DIGITS,
    ),
    Refusal.USERNAME_TAKEN: _("This username is taken. Choose another."),
    Refusal.EMAIL_FORM: _("This is not an email address. It looks like name@example.com."),
    Refusal.EMAIL_TAKEN: _("An account has this email address already. Enter another."),
    Refusal.EMAIL_SAME: _("This is the address you have now. Enter another."),
    Refusal.SIGN_UP_OVER: _("An account was opened with these details in the meantime. Sign in."),
}
