"""The errors that loaders raise.

What is wrong with the *data* is returned as :class:`loaders.problems.Problem`, all at once.
Raised is only what leaves nothing to go on with:

LoadersError
├── WorkspaceNotFound    no policykg.yaml here or above
├── WorkspaceUnsound     policykg.yaml is there and cannot be used
├── Unreadable           a file that was to be rewritten cannot be read
├── UnknownDocument      no facts file of that name
└── SignatureRefused     a name, date or field that cannot be signed with
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loaders.problems import Problem


class LoadersError(Exception):
    """Base of all errors of this package.

    Attributes:
        en: What is wrong and what to do.
        zh: The same in Chinese.
        exit_code: What a command ends with.
    """

    exit_code = 1

    def __init__(self, en: str, zh: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        """Hand it from one process to another whole, whatever its constructor asks for."""
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(
    kind: type[LoadersError], args: tuple[Any, ...], state: dict[str, Any]
) -> LoadersError:
    """Make the error anew in another process."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class WorkspaceNotFound(LoadersError):
    """There is no ``policykg.yaml`` where one was looked for."""

    exit_code = 2


class WorkspaceUnsound(LoadersError):
    """``policykg.yaml`` cannot be used; ``problems`` says why."""


class Unreadable(LoadersError):
    """A file that was to be rewritten is no sound YAML; ``problems`` says why."""


class UnknownDocument(LoadersError):
    """A document was asked for that the workspace does not have."""

    exit_code = 2


class SignatureRefused(LoadersError):
    """A name, a date or a field with which nothing can be signed."""

    exit_code = 2
