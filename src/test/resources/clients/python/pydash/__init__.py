"""Stands in for pydash, which azure.ai.ml imports and Debian does not package: the three functions that it calls."""

from . import objects
from .objects import get, omit, set_

__all__ = ["get", "objects", "omit", "set_"]
