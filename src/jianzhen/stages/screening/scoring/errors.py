"""What scoring refuses: models and tables it cannot read, and models that would make screening worse."""

from __future__ import annotations

from jianzhen.base.errors import CheckFailedError, RefusedError


class ModelRefusedError(RefusedError):
    """A model or background file is damaged, of another version, or says what no model may say."""


class VerdictsRefusedError(RefusedError):
    """A table of verdicts or findings cannot be read as meant."""


class ExtraMissingError(RefusedError):
    """Fitting needs a package that is not installed; applying a fitted model does not."""


class NotBetterError(CheckFailedError):
    """The verdicts do not make a better model: too few, too one-sided, or worse on the newer part. Nothing changes."""
