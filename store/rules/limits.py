"""Every lifetime, and how often something may be tried."""

from __future__ import annotations

from datetime import timedelta

# How long others are waited for (to write, to hash, to open), before one is told that the store is busy
BUSY_AFTER = timedelta(seconds=30)

# The session
SESSION_IDLE = timedelta(minutes=15)
SESSION_IDLE_WARNING = timedelta(seconds=150)  # before SESSION_IDLE is over
SESSION_TOTAL = timedelta(hours=12)
PROOF_LIFE = timedelta(minutes=20)  # of the last password entry, for a sensitive change

# The password (how long it lives is a setting)
PASSWORD_NOTICE = timedelta(days=14)  # before it is over

# The reset token
RESET_TOKEN_LIFE = timedelta(minutes=30)
INVITATION_LIFE = timedelta(days=14)  # of one that sets the first password

# The activation code
FIRST_ACTIVATION_LIFE = timedelta(days=30)  # of the one on the slip; later ones live until they are used
ACTIVATION_TRIES = 5  # wrong ones, which block it
ACTIVATION_RENEWALS_AN_HOUR = 5  # of one account

# The one-time PIN
PIN_LIFE = timedelta(minutes=10)
PIN_TRIES = 3
PIN_BY_SMS_AFTER = timedelta(seconds=60)  # since it was made
PINS_AN_HOUR = 5  # of one account: so many at once, and as many again in the course of an hour
ONE_PIN_EVERY = timedelta(hours=1) / PINS_AN_HOUR  # once these were made

# Certificates to sign with
AUTHORITY_LIFE = timedelta(days=30 * 365)
CERTIFICATE_LIFE = timedelta(days=10 * 365)
CLOCKS_APART = timedelta(minutes=10)  # a certificate or list begins so early, for a clock that is behind
REVOCATION_LIST_LIFE = timedelta(days=7)  # until whoever checks signatures should have a newer one
LARGEST_SIGNED = 100_000_000  # bytes of a file

# The six-digit code by email or SMS
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5  # over all resends
CODE_RESEND_AFTER = timedelta(seconds=60)

# What people can have sent: this many at once, and as many again in the course of an hour
LETTERS_BY_ADDRESS_AN_HOUR = 5  # of reset tokens, and as many of usernames, to one address
CODES_TO_AN_ADDRESS_AN_HOUR = 5
CODES_TO_A_PHONE_AN_HOUR = 10  # to sign in; as many to add it, for each account that asks
ONE_LETTER_EVERY = timedelta(hours=1) / LETTERS_BY_ADDRESS_AN_HOUR
ONE_CODE_EVERY = timedelta(hours=1) / CODES_TO_AN_ADDRESS_AN_HOUR  # once these were sent
ASKERS_OF_ONE = 4  # so many accounts can ask for all that they may, of one address or phone
CODES_TO_ADD_PHONES_AN_HOUR = 20  # by one account
CHANGES_OF_DETAILS_AN_HOUR = 10  # of one account, each of which all its addresses and phones are told

# Guesses at tokens and at codes of notices: so many at once, and as many again in the course of an hour
GUESSES_AT_A_PLACE_AN_HOUR = 20
GUESSES_IN_ALL_AN_HOUR = 1000

# The second step
MOST_APPS = 2
APP_NAME_LONGEST = 30  # characters
MOST_PHONES = 5
RECOVERY_CODES = 10
RECOVERY_CODE_LENGTH = 10  # characters

# Services
STATEMENT_LIFE = timedelta(seconds=60)  # of who came, for a service to check

# The code of a notice
NOTICE_LIFE = timedelta(days=10)

# The removal of what someone has lost, by two operators
REMOVAL_APPROVED_WITHIN = timedelta(days=7)  # else it lapses
REMOVAL_HOLD = timedelta(hours=24)  # after the approval: its person can cancel it
REMOVAL_TRIED_AGAIN = timedelta(hours=1)  # where something damaged prevents it
REMOVAL_DONE_WITHIN = timedelta(days=7)  # after the hold, else not at all
REMOVALS_AT_A_SIGN_IN = 5  # carried out before somebody else signs in: each takes some 50 ms
REMOVALS_ASKED_AN_HOUR = 30  # by one operator

# Wrong secrets, counted per account and kind of secret
FAILURES_BEFORE_A_WAIT = 5
FIRST_WAIT = timedelta(seconds=30)  # doubles with each further failure
LONGEST_WAIT = timedelta(hours=1)
FAILURES_UNTIL_THE_LONGEST_WAIT = 12  # 5 + 7 doublings of 30 s
FAILURES_THAT_BLOCK = 100
FAILURE_FORGOTTEN_EACH = timedelta(days=1)  # at a sign-in, without another; no block
WARNED_EVERY = timedelta(days=1)  # of wrong tries, at most
PLACE_KEPT = timedelta(days=365)  # from where nobody signed in since

# Wrong personal keys
KEY_TRIES = 5
KEY_WAIT = timedelta(minutes=15)  # after each fifth

# The help desk
SEARCHED_FROM = 3  # characters of an identifier
REASON_LETTERS = 3  # of a reason, at least: one letter tells nobody anything
UNKNOWN_DOCUMENTS_AN_HOUR = 30  # whole numbers that one operator looks for, and nobody has
PAGE_OPENED_AGAIN = timedelta(minutes=10)  # within which the same operator's opening is noted once
ACCEPTED_BY_ANOTHER = timedelta(days=30)  # operator than the one who handed out an activation code
UNBLOCKINGS_A_DAY = 3  # of one account: each gives back tries that were spent
SLIPS_A_DAY = 5  # of one account, after its first
PINS_TRIED_ONCE_UNBLOCKED = 5  # before the next block, as no wait comes before it
MANY_WITHIN_AN_HOUR = 5  # removals or resets by one operator, of which supervisors are told
MUCH_WITHIN_AN_HOUR = 20  # of what is done all day, and of all together
PAGES_WITHIN_AN_HOUR = 100  # of people, that one operator opens
MANY_WITHDRAWN = 3  # removals, by one operator within the days that follow: two who take turns meet it too
RESETS_BY_ONE_AN_HOUR = 40  # operator, whose reason each address reads
BUSY_DAYS = 7  # for so long
REGISTERED_AN_HOUR = 30  # people, by one operator

# What has ended (tokens, failures with identifiers of nobody)
ENDED_KEPT = timedelta(days=30)
SIGN_UP_KEPT = timedelta(days=1)  # after its code has expired: another one may be sent

# Waiting messages
MESSAGE_LEASE = timedelta(minutes=2)  # for who has begun to send one
SEND_WITHIN = MESSAGE_LEASE / 2  # else it is cut off: nobody else begins meanwhile
LONGEST_RETRY = timedelta(hours=1)  # before one that could not be sent is tried again
GIVEN_UP_AFTER = timedelta(
    days=1
)  # since it was written; what waits then is not tried by itself, and ENDED_KEPT
TRIES_BEFORE_GIVING_UP = 10  # at least: the first may come late
STRANGERS_TOLD_FOR = timedelta(days=1)  # what is written to an address without an account, mistyped or not
OVERTAKES = max(CODE_LIFE, RESET_TOKEN_LIFE)  # what ends so soon, a code or token, waits for no news
LONGEST_OF_USE = max(  # of what does not stay news
    OVERTAKES, INVITATION_LIFE, STRANGERS_TOLD_FOR, FIRST_ACTIVATION_LIFE
)

# The clock
CLOCK_TOLERANCE = timedelta(seconds=5)  # so far a clock is corrected in passing; further off, it has jumped
TIDIED_AFTER = timedelta(hours=1)  # of running time since the clock jumped, to put it right first
STEP_WAITED_FOR = LONGEST_WAIT  # a code of an app that was used so far ahead is not taken again
