"""What a playbook can do wrong; each message names file, key and remedy."""

from __future__ import annotations

from jianzhen.base.errors import CheckFailedError


class PlaybookError(CheckFailedError):
    """A playbook is not fit for use as it stands."""


class PlaybookFileError(PlaybookError):
    """A file of the playbook is missing, unreadable or not of its form."""


class PlaybookReferenceError(PlaybookError):
    """A playbook names a law key, agency, lexicon or primitive that does not exist."""


class PlaybookExampleError(PlaybookError):
    """The golden examples are too few, or one of them says the playbook is wrong."""
