"""What screening refuses: registers and plans it cannot read as meant."""

from __future__ import annotations

from jianzhen.base.errors import CheckFailedError, RefusedError


class RegisterRefusedError(RefusedError):
    """A rights, licence or price table lacks a column or holds one of another type."""


class PlanRefusedError(RefusedError):
    """A saved plan is not complete or was made by another version of the engine."""


class ExampleFailedError(CheckFailedError):
    """A golden example of a playbook does not come out as it says."""
