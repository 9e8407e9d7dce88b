"""The people of the demo, and the state that each is in at the start (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from i18n import Message, _
from store import ContactDetails, Role
from tui.demo.desk import OPERATOR, SUPERVISOR

PASSWORD = "Lanterne-2026!"


@dataclass(frozen=True)
class Document:
    """What someone shows to have their identity verified."""

    legal_name: str
    birth_date: str
    kind: str
    number: str
    address: str


@dataclass(frozen=True)
class Card:
    """The document with which someone was registered in person, its contrast datum, and their phone.

    Whoever has not `activated` their password has the slip with the code instead, among the papers. At the
    `advanced` level one signs: the papers have a file for that.
    """

    number: str
    contrast: str
    phone: str
    activated: bool = False
    advanced: bool = False


@dataclass(frozen=True)
class Inhabitant:
    """Someone who has an account in the demo, with their `state` in words.

    The account was opened so many `days` ago. Who has a `document` was verified that day, and may have the
    personal key `on_paper`; the password may have been reset so many days ago. The `app` for the second step
    goes by that name; the `answers` to recovery questions, by their numbers, are among the papers, and so are
    several phones. `details` are the contact details of whoever has given some. Who has a `card` was
    registered in person.
    """

    username: str
    state: Message
    days: int = 0
    role: Role = Role.PERSON
    document: Document | None = None
    on_paper: bool = False
    reset_days: int | None = None
    app: str = ""
    phones: tuple[str, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    details: ContactDetails | None = None
    card: Card | None = None

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"

    @property
    def identifier(self) -> str:
        """What they sign in with."""
        return self.username if self.card is None else self.card.number

    @property
    def name(self) -> str:
        """What signs them in: their username, or the number of their document, with what they are called."""
        return self.username if self.card is None else f"{self.identifier} ({self.username})"

    @property
    def has_password(self) -> bool:
        return self.card is None or self.card.activated


SAMPLES = (
    ("dni", "11223344B"),
    ("nie", "X4815162C"),
    ("nir", "1 85 05 78 006 084 91"),
    ("sin", "130 692 544"),
    ("passport", "AB1234567"),
)
"""A document of each kind, of nobody, for whoever tries the verification of an identity."""

PEOPLE = (
    Inhabitant("alexandre", _("password only")),
    Inhabitant(
        "dominique",
        _("active profile, app, two phones, questions"),
        days=60,
        document=Document(
            "Dominique Tremblay", "17/05/1990", "dni", "12345678Z", "12, rue de la Clé, Québec"
        ),
        app="Mobile",
        phones=("+1 418 555 0134", "+1 581 555 0142"),
        answers={0: "Caramel", 4: "Saint-Roch", 12: "Pataud"},
        details=ContactDetails(
            "Dominique",
            "Tremblay",
            "Les Serrures réunies",
            "Serrurerie d’art",
            "12, rue de la Clé",
            "Québec",
            "G1K 3A7",
            "Québec",
            "CA",
            "+14185550134",
        ),
    ),
    Inhabitant(
        "camille-b",
        _("profile deactivated by a reset, key among papers"),
        days=45,
        document=Document("Camille Bernard", "21/04/1993", "nir", "293047510812310", "3, quai Bleu, Nantes"),
        on_paper=True,
        reset_days=2,
        details=ContactDetails("Camille", "Bernard", address="3, quai Bleu", city="Nantes", country="FR"),
    ),
    Inhabitant(
        "sacha-roy",
        _("profile deactivated by a reset, the key is lost"),
        days=30,
        document=Document("Sacha Roy", "02/11/1985", "passport", "GA302922", "48, côte du Moulin, Lévis"),
        reset_days=1,
    ),
    Inhabitant(
        "lucia-vera",
        _("registered in person, advanced level: can sign"),
        days=75,
        document=Document("Lucía Vera", "09/10/1988", "dni", "53126478C", "7, calle Mayor, Madrid"),
        app="Mobile",
        card=Card("53126478C", "08/06/2031", "+34 600 123 456", activated=True, advanced=True),
    ),
    Inhabitant("maxime-tr", _("one phone, no backup"), days=20, phones=("+1 514 555 0172",)),
    Inhabitant(
        "ines-gomez",
        _("registered in person: a slip, no password yet"),
        days=3,
        card=Card("87654321X", "30/06/2031", "+1 438 555 0119"),
    ),
    Inhabitant("noel-expire", _("password past its year"), days=380),
    Inhabitant(OPERATOR, _("operator of the help desk"), days=90, role=Role.OPERATOR, app="Mobile"),
    Inhabitant(SUPERVISOR, _("supervisor of the help desk"), days=90, role=Role.SUPERVISOR, app="Mobile"),
)
