"""Requests that send something are limited per hour and per address they are made for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session as Transaction
from sqlmodel import col, func, select

from store.database.tables import Request

_HOUR = timedelta(hours=1)


def allowed(db: Transaction, kind: str, subject: str, now: datetime, an_hour: int) -> bool:
    """Note a request within the writing transaction `db`; return whether it may send anything."""
    recent = select(func.count()).where(
        col(Request.kind) == kind, col(Request.subject) == subject, col(Request.made_at) > now - _HOUR
    )
    if db.exec(recent).one() >= an_hour:
        return False
    db.add(Request(kind=kind, subject=subject, made_at=now))
    return True
