"""Attachments. The bytes live in ``kernel.files``; an answer holds what identifies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from madoguchi.kit.tomlschema import Bool, Choice, Int, ListOf, Local, Spec
from madoguchi.modules.forms.choices import DEFAULT_FILE_KINDS, FILE_KINDS
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import FILES, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    StoredFile,
    Typed,
    as_text,
    bilingual,
    part_of,
    raise_if,
)

_MEGABYTE = 1024 * 1024  # as on the page (kernel.ui filesize)


@dataclass(frozen=True)
class FileType(FieldType):
    """``file``: one or more attachments. Stored: list of {"id", "name", "size" (bytes), "kind", "sha256"}.

    Keys: ``count`` (how many at most, 1), ``min_count`` (1), ``kinds``, ``max_mb`` (10, of 1,048,576 bytes each, as the
    page counts), ``each`` (what is wanted file by file), ``camera`` (a second button that opens a phone's camera).
    Typed: list of ids (posted as ``name.kept``); on the command line, where nothing was uploaded, the
    stored shape itself.
    """

    name: ClassVar[str] = "file"
    control: ClassVar[str] = "file"
    keys: ClassVar[Mapping[str, Spec]] = {
        "count": Int(1, 50),
        "min_count": Int(1, 50),
        "kinds": ListOf(Choice(*FILE_KINDS), least=1),
        "max_mb": Int(1, 200),
        "each": ListOf(Local(en=True), least=1),
        "camera": Bool(),
    }

    count: int = 1
    min_count: int = 1
    kinds: tuple[str, ...] = DEFAULT_FILE_KINDS
    max_mb: int = 10
    each: tuple[Text, ...] = ()
    camera: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            data.get("count", 1),
            data.get("min_count", 1),
            tuple(data.get("kinds", DEFAULT_FILE_KINDS)),
            data.get("max_mb", 10),
            tuple(bilingual(one) for one in data.get("each", ())),
            data.get("camera", False),
        )

    def faults(self) -> list[tuple[str, str, str]]:
        if self.min_count > self.count:
            return [("min_count", "min_count が count より大きいです。", "min_count is above count.")]
        if len(self.each) > self.count:
            return [("each", "each が count より多いです。", "each has more entries than count allows files.")]
        if self.camera and not {"jpeg", "heic"} & set(self.kinds):
            return [
                ("camera", "カメラの写真（jpeg、heic）を kinds が受け取りません。",
                 "kinds does not take what a camera makes (jpeg, heic).")
            ]  # fmt: skip
        return []

    @property
    def max_bytes(self) -> int:
        """The largest size of one file in bytes."""
        return self.max_mb * _MEGABYTE

    @property
    def operand_type(self) -> Type:
        return FILES

    def read(self, post: Any, name: str) -> Typed:
        return [as_text(one) for one in post.getlist(f"{name}.kept") if as_text(one)]

    def is_blank(self, typed: Typed) -> bool:
        return not isinstance(typed, list) or not typed

    def missing(self) -> Flaw:
        return Flaw("file_missing")

    def clean(self, typed: Typed, context: Context) -> list[dict[str, Any]]:
        value = []
        flaws = []
        for entry in typed:
            file = _entry(entry, context)
            if file is None:
                flaws.append(Flaw("file_gone", params={"name": part_of(entry, "name")}))
                continue
            if file["kind"] not in self.kinds:
                flaws.append(Flaw("file_kind", params={"name": file["name"], "kinds": self.kinds}))
            elif file["size"] > self.max_bytes:
                flaws.append(Flaw("file_too_large", params={"name": file["name"], "max_mb": self.max_mb}))
            elif file["size"] <= 0:
                flaws.append(Flaw("file_empty", params={"name": file["name"]}))
            value.append(file)
        if len(value) > self.count:
            flaws.append(Flaw("files_too_many", params={"max": self.count, "given": len(value)}))
        if not flaws and len(value) < self.min_count:
            flaws.append(Flaw("files_too_few", params={"min": self.min_count, "given": len(value)}))
        raise_if(flaws)
        return value

    def typed_from(self, value: Any) -> list[Any]:
        return list(value) if isinstance(value, list) else []

    def operand(self, value: list[Any]) -> tuple[Any, ...]:
        return tuple(value)

    def show(self, value: list[Mapping[str, Any]], lang: str) -> list[str]:
        return [part_of(one, "name") for one in value]

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"lines": [one.in_(lang) for one in self.each]} if self.each else {}

    def columns(self) -> Mapping[str, Text]:
        return {"count": Text("個数", "number"), "names": Text("ファイル名", "file names")}

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        return {"count": str(len(value)), "names": "\n".join(self.show(value, lang))}

    def from_cells(self, cells: Mapping[str, str]) -> None:
        """A table names files but does not hold them."""
        return


def _entry(entry: Any, context: Context) -> dict[str, Any] | None:
    """The stored shape of one typed entry; None when no such file was uploaded."""
    key = part_of(entry, "id") if isinstance(entry, Mapping) else as_text(entry)
    if context.files is not None:
        found: StoredFile | None = context.files.get(key)
        if found is None:
            return None
        return {"id": key, "name": found.name, "size": found.size, "kind": found.kind, "sha256": found.sha256}
    if not isinstance(entry, Mapping):
        return None
    size = entry.get("size")
    return {
        "id": key,
        "name": part_of(entry, "name"),
        "size": size if isinstance(size, int) and not isinstance(size, bool) else 0,
        "kind": part_of(entry, "kind"),
        "sha256": part_of(entry, "sha256"),
    }
