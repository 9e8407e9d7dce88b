"""Messages that do not leave, in words for the administrator: what to look at, and what was answered."""

from __future__ import annotations

from i18n import Message, _
from store import Problem, Refusal
from tui.wording.form import Sentences


def _sms_refused(problem: Problem) -> Message:
    if status := problem.facts.get("detail"):
        return _(
            "The SMS gateway did not take the message: it answered {status}. Check “url” below [sms] in the"
            " settings.",
            status=status,
        )
    return _(
        "The SMS gateway did not take the message, or cannot be reached. Check “url” below [sms] in the"
        " settings."
    )


SERVER = _("A mail server is typed as a name, such as mail.example.org, or as an IP address.")
SENDER = _(
    "A sender is an address, with a name before it or without: Macle <macle@example.org>, or"
    " macle@example.org."
)
LOGIN = _(
    "A mail server takes a username of letters without accents, digits and signs, such as macle. Type that"
    " one."
)
"""What a setting for emails must be."""

SENTENCES: Sentences = {
    Refusal.MAIL_UNKNOWN_HOST: _(
        "No mail server of that name is known, or the name system does not answer. Check “server” below"
        " [mail] in the settings."
    ),
    Refusal.MAIL_REFUSES_CONNECTION: _(
        "The mail server refuses the connection. Check “server” and “port” below [mail] in the settings, and"
        " that it runs."
    ),
    Refusal.MAIL_UNREACHABLE: lambda problem: _(
        "The mail server cannot be reached ({detail}). Check “server” and “port” below [mail] in the"
        " settings, and the network.",
        **problem.facts,
    ),
    Refusal.MAIL_TOO_SLOW: _(
        "The mail server did not answer in time. Check “port” and “security” below [mail] in the settings;"
        " if they are right, the server is too slow."
    ),
    Refusal.MAIL_BROKEN_OFF: _(
        "The mail server ended the connection before the message was sent. Check “port” and “security” below"
        " [mail] in the settings, and what the server has in its log."
    ),
    Refusal.MAIL_CERTIFICATE: lambda problem: _(
        "The certificate of the mail server is not accepted ({detail}). Its name must be the one of “server”"
        " below [mail] in the settings; one of an authority of your own is named by “ca_file”.",
        **problem.facts,
    ),
    Refusal.MAIL_NOT_ENCRYPTED: _(
        "The mail server does not encrypt in this way, so nothing was sent. Check “port” and “security” below"
        " [mail] in the settings: “starttls” usually goes with port 587, “tls” with 465."
    ),
    Refusal.MAIL_LOGIN: lambda problem: _(
        "The mail server does not accept the name and the password ({detail}). Check “username” and"
        " “password_file” below [mail] in the settings.",
        **problem.facts,
    ),
    Refusal.MAIL_NO_LOGIN: _(
        "The mail server offers no sign-in in this way, or takes no passwords at all, so nothing was sent."
        " Check “security” below [mail] in the settings: many servers take a password only once the"
        " connection is encrypted. If it is right, choose a mail server that takes passwords."
    ),
    Refusal.MAIL_FILE: lambda problem: _(
        "The file {detail} below [mail] in the settings is not there, or Macle may not read it. Check its"
        " name, and who may read it.",
        **problem.facts,
    ),
    Refusal.MAIL_ONE_LINE: lambda problem: _(
        "The file {detail} below [mail] in the settings must have one line: the password, and nothing else.",
        **problem.facts,
    ),
    Refusal.MAIL_AUTHORITY: lambda problem: _(
        "The file {detail} below [mail] in the settings holds no certificate. It must be in PEM form.",
        **problem.facts,
    ),
    Refusal.MAIL_PASSWORD: lambda problem: _(
        "The file {detail} below [mail] in the settings holds a password that cannot be sent to a mail"
        " server. Choose one of ASCII alone: letters without accents, digits and signs.",
        **problem.facts,
    ),
    Refusal.MAIL_RECIPIENT: lambda problem: _(
        "The mail server takes nothing for this recipient: {detail}. Check the recipient’s address.",
        **problem.facts,
    ),
    Refusal.MAIL_REFUSED: lambda problem: _(
        "The mail server refuses the message: {detail}. Check “username” and “sender” below [mail] in the"
        " settings: many servers pass emails on only for those who have signed in. If both are right, check"
        " the recipient’s address.",
        **problem.facts,
    ),
    Refusal.MAIL_LATER: lambda problem: _(
        "The mail server does not take the message for now: {detail}. What waits is tried again by itself.",
        **problem.facts,
    ),
    Refusal.SMS_URL: _(
        "Apprise knows no SMS gateway by such an address. Check “url” below [sms] in the settings."
    ),
    Refusal.SMS_SERVICE: _(
        "The service of “url” below [sms] in the settings does not send to phone numbers, as Macle can see,"
        " so nothing was sent. Take a service of Apprise that is for SMS."
    ),
    Refusal.SMS_NUMBER: _(
        "The service of the SMS gateway cannot send to this number alone, so nothing was sent. Check “url”"
        " below [sms] in the settings, or take a service that sends to this country."
    ),
    Refusal.SMS_REFUSED: _sms_refused,
    Refusal.SMS_FAILED: lambda problem: _(
        "Apprise could not hand the message over to the SMS gateway ({detail}). Check “url” below [sms] in"
        " the settings; if it is right, the fault is in Apprise.",
        **problem.facts,
    ),
    Refusal.SMS_TOO_SLOW: _("The SMS gateway did not answer in time. Check that it runs, and the network."),
    Refusal.SLIP_NO_PRINTER: _(
        "This machine has no printer, so the slip waits and is tried again. Set one up (lpadmin), or name it"
        " as “name” below [printer] in the settings."
    ),
    Refusal.SLIP_NOT_PRINTED: _(
        "The printer does not take the slip, which waits and is tried again. Check the printer (lpstat -p),"
        " and “name” below [printer] in the settings."
    ),
    Refusal.NO_ROUTE: lambda problem: _(
        "This version of Macle does not know how to send messages of the kind “{detail}”. Install the"
        " newest.",
        **problem.facts,
    ),
}
