"""What can go wrong in a service, said in Vietnamese once; only `web` turns it into HTTP."""

from collections.abc import Mapping
from typing import Any

from app.core.words import say


class DomainError(Exception):
    """A refusal a person can act on.

    `message` is a Vietnamese sentence, `code` a stable English key, `errors` maps a field
    (or a spreadsheet cell such as ``C7``) to its own sentence.
    """

    code = "error"

    def __init__(self, message: str, *, errors: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.errors = dict(errors or {})
        self.extra = extra


class RuleViolated(DomainError):
    """The values break a rule of the field; nothing was changed."""

    code = "rule_violated"


class StepNotAllowed(DomainError):
    """The act is not possible in the present state, or the account lacks the right."""

    code = "step_not_allowed"


class ServiceOnly(DomainError):
    """A value that only a service may change was sent through a form or the API."""

    code = "service_only"


class Conflict(DomainError):
    """Somebody else changed the row in between; `extra['theirs']` holds their version."""

    code = "conflict"


class NotFound(DomainError):
    """No such row, or it lies outside the scope: the two are never told apart."""

    code = "not_found"

    def __init__(self, message: str = "", **extra: Any) -> None:
        super().__init__(
            message or say("Không tìm thấy, hoặc nằm ngoài phạm vi quản lý của tài khoản."), **extra
        )


class DeclarationError(Exception):
    """A declaration contradicts another one or the law; stops the start of the program."""
