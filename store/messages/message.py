"""A message in clear, on its way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class MessageKind(StrEnum):
    """By what a message reaches its reader; each kind takes the route that the settings declare for it."""

    EMAIL = "email"
    SMS = "sms"
    SLIP = "slip"
    """On paper, straight from the printer to whom it is for."""


@dataclass(frozen=True)
class Sender:
    """Who emails are from: an address, and a name, which may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, repr=False)
class Email:
    """An email in clear, on its way out. What an earlier version wrote does not say its language."""

    id: str
    written_at: datetime
    to: str
    subject: str
    body: str
    language: str = ""


@dataclass(frozen=True, repr=False)
class Sms:
    """A text message in clear, on its way out."""

    id: str
    written_at: datetime
    to: str
    text: str


@dataclass(frozen=True, repr=False)
class PrintedSlip:
    """A sheet of paper in clear, on its way to the printer.

    `to` is its number, and `code` the paragraph of its text that stands out.
    """

    id: str
    written_at: datetime
    to: str
    title: str
    text: str
    code: str


Outgoing: TypeAlias = Email | Sms | PrintedSlip
"""A message of any kind."""
