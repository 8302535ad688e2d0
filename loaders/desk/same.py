"""Whether a body or place that is to be made is one that is known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from loaders.desk.changing import change_record
from loaders.desk.files import NotAtDesk
from loaders.desk.opened import Opened, open_text
from loaders.evidence.sources import folder_of
from loaders.identity.authority import loose
from loaders.identity.loading import load_authority
from loaders.languages.edtf import read_edtf
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.rules.registry import BY_NAME
from ontology.namespaces import DEFAULT_BASE

if TYPE_CHECKING:
    from loaders.evidence.sources import SourceText
    from loaders.facts.model import Fact
    from loaders.identity.authority import Authority
    from loaders.problems import Problem
    from loaders.workspace import Workspace
    from loaders.yaml.records import AuthorityRecord

__all__ = ["AlreadyThere", "defined_twice", "same_in_authority", "with_joined"]


class AlreadyThere(NotAtDesk):
    """What is to be made is known already; nothing was written."""

    def __init__(
        self,
        twins: Sequence[tuple[Fact, Problem]] = (),
        identity: str = "",
        *,
        known: str = "",
        name: str = "",
        joinable: bool = False,
    ) -> None:
        """Say what it is.

        Args:
            twins: Records of the document that define the same thing, with what the rule says.
            identity: The id that was asked for.
            known: The id of an authority file that means the same.
            name: The name that both share.
            joinable: Whether the records can be made to mean the new one.
        """
        if known:
            super().__init__(
                f"{name} is known already as `{known}`: choose it under “It is this one”; "
                "if the two differ, give them names, scopes or since/until that differ",
                f"“{name}”已有记录“{known}”:请选“就是它”;若确非同一,请以名称、范围或起止时间区分",
            )
        else:
            keys = ", ".join(f"`{fact.key}`" for fact, _ in twins)
            how_en = (
                f"make it and let them say `is: {identity}`"
                if joinable
                else f"other records refer to them by their ids: write `is: {identity}` in the file"
            )
            how_zh = (
                f"请在新建时令其写明 is: {identity}"
                if joinable
                else f"另有记录以其标识指称:请在文件中改写为 is: {identity}"
            )
            super().__init__(
                f"this document defines it already: {keys}; {how_en}",
                f"本文件已定义:{keys};{how_zh}",
            )
        self.known = known
        self.joinable = joinable


def same_in_authority(workspace: Workspace, path: str, text: str, identity: str) -> Authority:
    """Return the authority files as they will be with a new record.

    Args:
        workspace: Where they stand.
        path: The file that the record goes into, as messages name it.
        text: That file with the record.
        identity: The new id.

    Raises:
        AlreadyThere: another record is the same thing.
        NotAtDesk: a rule of authority files refuses the record.
    """
    files = {workspace.name_of(one): one.read_bytes() for one in workspace.authority_files()}
    known = {(one.rule, one.en) for one in _loaded(files)[1]}
    after, problems = _loaded({**files, path: text.encode("utf-8")})
    if identity not in after.kinds:  # the file is broken elsewhere, and `check` says where
        return after
    twin = _twin(after, identity)
    if twin is not None:
        raise AlreadyThere(known=twin, name=after.record(identity).name.zh)
    for problem in problems:
        if problem.severity == "error" and (problem.rule, problem.en) not in known:
            raise NotAtDesk(problem.en, problem.zh)
    return after


def _loaded(files: Mapping[str, bytes]) -> tuple[Authority, list[Problem]]:
    return load_authority([(data, name) for name, data in files.items()])


def _twin(authority: Authority, identity: str) -> str | None:
    """Return another id of the same kind, place and time that bears one of the same names."""
    kind, own = authority.kinds[identity], authority.record(identity)
    names = {loose(name) for name in (own.name.zh, *own.aliases)}
    full = loose(own.name.zh)
    for other, record in authority.table(kind).items():
        if other == identity or not _at_one_time(own, record):
            continue
        theirs = {loose(name) for name in (record.name.zh, *record.aliases)}
        if kind == "place":
            if names & theirs and getattr(own, "in_", None) == getattr(record, "in_", None):
                return other
        elif (names & theirs and own.scope == record.scope) or (
            full == loose(record.name.zh) and None in (own.scope, record.scope)
        ):
            return other
    return None


def _at_one_time(one: AuthorityRecord, other: AuthorityRecord) -> bool:
    """Tell whether the times of two records overlap; one may end in the other's first year."""
    (first, last), (begins, ends) = _years(one), _years(other)
    return max(first, begins) < min(last, ends)


def _years(record: AuthorityRecord) -> tuple[int, int]:
    since = read_edtf(record.since) if record.since else None
    until = read_edtf(record.until) if record.until else None
    first = since.year if since is not None and since.year is not None else 0
    last = until.year if until is not None and until.year is not None else 9999
    return first, last


def defined_twice(
    facts: str, authority: Authority, source: SourceText | None
) -> list[tuple[Fact, Problem]]:
    """Return the records of a facts file that define what an authority file knows."""
    opened = open_text(facts, "facts", authority, source)
    if not isinstance(opened, Opened):
        return []
    check = BY_NAME["entity-twice"].check
    assert check is not None
    folder = source.folder if source is not None else folder_of(opened.document.header)
    case = Case(opened.document, authority, folder, opened.evidence)
    by_key = {fact.key: fact for fact in opened.document.facts}
    found = [one for one in check(case) if one is not None and one.record in by_key]
    return [
        (by_key[one.record], one) for one in found if one.record and one.recorded in authority.kinds
    ]


def with_joined(
    facts: str, twins: Sequence[Fact], identity: str, after: Authority, source: SourceText | None
) -> str | None:
    """Return the facts with records that mean a known thing instead of defining it.

    Returns:
        None where that would leave a reference without what it refers to.
    """
    text = facts
    for twin in twins:
        opened = open_text(text, "facts", after, source)
        if not isinstance(opened, Opened):
            return None
        fact = next((one for one in opened.document.facts if one.key == twin.key), None)
        if fact is None:
            return None
        text = change_record(opened, fact.node, {"is": identity, "id": None, "kind": None})
    if _errors(text, after, source) - _errors(facts, after, source):
        return None
    return None if defined_twice(text, after, source) else text


def _errors(facts: str, authority: Authority, source: SourceText | None) -> set[tuple[str, str]]:
    """Return what is wrong with a facts file and with what its records refer to.

    Whether a name means something does not hang on the IRIs of the workspace: any base will do.
    """
    opened = open_text(facts, "facts", authority, source)
    if not isinstance(opened, Opened):
        return {(one.rule, one.en) for one in opened}
    problems = [
        *opened.problems,
        *resolve_document(opened.document, authority, DEFAULT_BASE).problems,
    ]
    return {(one.rule, one.recorded) for one in problems if one.severity == "error"}
