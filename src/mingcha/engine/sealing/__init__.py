"""Keyed pseudonyms for identifiers, and files encrypted at rest."""

from mingcha.engine.sealing.files import SealedFileSystem
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret

__all__ = ["Keys", "SealedFileSystem", "Secret"]
