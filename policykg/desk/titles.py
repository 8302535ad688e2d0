"""The document's own title in a review: a row in which its English can be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from loaders.desk.desk import NotAtDesk
from loaders.yaml.records import UNTRANSLATED
from policykg.desk.columns import folded, verdict_of
from policykg.desk.refusals import Refusal, refusal
from policykg.desk.rows import unsound

if TYPE_CHECKING:
    from loaders.desk.desk import Desk
    from policykg.desk.review_file import Row

__all__ = ["FIELDS", "PREFIX", "Titles", "is_title", "title_of"]

PREFIX: Final = "h-"
"""Before the id of the document, where the rows of cards have ``c-``."""
FIELDS: Final = ("name", "en")


def title_of(desk: Desk) -> dict[str, str]:
    """Return the title as its columns show it, without an English that nobody has given yet."""
    title = desk.header()[0].get("title")
    given: dict[str, Any] = title if isinstance(title, dict) else {}
    shown = {"name": str(given.get("zh", "")), "en": str(given.get("en", ""))}
    return {key: text for key, text in shown.items() if text and text != UNTRANSLATED}


def is_title(row: Row) -> bool:
    """Tell whether a row is of the document itself."""
    return folded(row.text("id")).startswith(PREFIX)


@dataclass(slots=True)
class Titles:
    """The verdict on the title, on its way into the header."""

    desk: Desk
    dry_run: bool
    made: list[str] = field(default_factory=list)
    """The languages in which the title was changed: ``zh``, ``en``."""
    actions: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def take(self, rows: Sequence[Row]) -> None:
        """Change the title as the rows say; a row that cannot be taken is refused."""
        for row in rows:
            refused = self._taken(row)
            if refused is not None:
                self.refused.append(refused)

    def _taken(self, row: Row) -> Refusal | None:
        text = row.text("verdict")
        changes = {key: cell for key, cell in row.fields("change") if cell.text.strip()}
        if not text and not changes and not row.merged:
            return None
        refused = unsound(row, changes)
        if refused is None and folded(row.text("id")) != folded(PREFIX + self.desk.document):
            return refusal("card-gone", row.place("column", "id"), value=row.text("id"))
        if refused is not None or verdict_of(text) in ("dismiss", "later"):
            return refused  # the title stays as it is
        return self._change(row, {key: cell.text.strip() for key, cell in changes.items()})

    def _change(self, row: Row, changes: dict[str, str]) -> Refusal | None:
        unknown = next((key for key in changes if key not in FIELDS), None)
        if unknown is not None:
            at = row.place("change", unknown)
            return refusal("field-unknown", at, field=unknown, known=", ".join(FIELDS))
        if changes.get("name") == "-":
            at = row.place("change", "name")
            return refusal("not-written", at, zh="文献须有标题", en="a document has a title")
        now = title_of(self.desk)
        wanted = {key: text for key, text in {**now, **changes}.items() if text != "-"}
        if wanted == now:
            return None
        fields = (("zh", "name"), ("en", "en"))
        made = [lang for lang, key in fields if wanted.get(key) != now.get(key)]
        title = {"zh": wanted["name"], "en": wanted.get("en", UNTRANSLATED)}
        if not self.dry_run:
            try:
                self.actions.append(self.desk.change_header({"title": title}).number)
            except NotAtDesk as error:
                at = row.place("change", next(iter(changes)))
                return refusal("not-written", at, zh=error.zh, en=error.en)
        self.made += made
        return None
