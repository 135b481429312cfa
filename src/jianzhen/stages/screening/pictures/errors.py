"""What looking at pictures refuses, always as a whole: a file it will not decode, an index it cannot read."""

from __future__ import annotations

from jianzhen.base.errors import RefusedError


class PictureRefusedError(RefusedError):
    """A file is not a picture of a kind we decode, is damaged, or asks for more memory or time than is allowed."""


class IndexRefusedError(RefusedError):
    """A saved index of pictures or logos is incomplete or of another version, or a reference picture is unusable."""


class ExtraMissingError(RefusedError):
    """The optional part of the installation that this needs is not installed."""
