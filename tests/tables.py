"""Every table of the store, whichever the test has come to so far."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from store.database import tables


def declared() -> MetaData:
    """Return all the tables that are declared."""
    for module in pkgutil.iter_modules(tables.__path__, f"{tables.__name__}."):
        import_module(module.name)
    return SQLModel.metadata
