"""Random edits of a form, as a clerk makes them in the course of years; and what people have typed into it by then."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

TYPES = (
    "text", "textarea", "name", "number", "money", "date", "phone", "email", "choice", "choices", "yes_no", "address",
    "org_name", "year_month",
)  # fmt: skip
_OPTIONS = ("a", "b", "c", "d", "e")


def text(ja: str) -> dict[str, str]:
    return {"ja": ja, "en": f"{ja} (en)"}


class Clerk:
    """Holds a definition and edits it. Ids are never used twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.count = 0
        self.data: dict[str, Any] = {"page": [self._page(4), self._page(3), self._page(2)]}

    def edit(self) -> dict[str, Any]:
        """A new definition with one change; the old one stays as it is."""
        data = deepcopy(self.data)
        act = self.rng.choice(
            (self._rename, self._add, self._remove, self._move, self._page_more, self._page_less, self._retype,
             self._options, self._condition, self._require, self._limit, self._order)
        )  # fmt: skip
        act(data)
        return data

    def _id(self) -> str:
        self.count += 1
        return f"f{self.count}"

    def _field(self, *, deep: bool = True) -> dict[str, Any]:
        if deep and self.rng.random() < 0.15:
            rows = [self._field(deep=False) for _ in range(2)]
            return {
                "id": self._id(),
                "type": "group",
                "label": text("組"),
                "max": self.rng.randint(1, 4),
                "field": rows,
            }
        one = {"id": self._id(), "type": self.rng.choice((*TYPES, "file")), "label": text("問い")}
        return self._with_keys(one)

    def _with_keys(self, one: dict[str, Any]) -> dict[str, Any]:
        for key in ("options", "other", "max_length", "min", "max"):
            one.pop(key, None)
        if one["type"] in ("choice", "choices"):
            values = self.rng.sample(_OPTIONS, self.rng.randint(2, 4))
            one["options"] = [{"value": value, "label": text(value)} for value in values]
            one["other"] = self.rng.random() < 0.3
        return one

    def _page(self, fields: int) -> dict[str, Any]:
        return {"id": self._id(), "title": text("ページ"), "field": [self._field() for _ in range(fields)]}

    def _any_list(self, data: dict[str, Any]) -> list[Any]:
        """The fields of a page, or of a block on it."""
        fields = self.rng.choice(data["page"])["field"]
        groups = [one["field"] for one in fields if one["type"] == "group"]
        return self.rng.choice([fields, fields, *groups])

    def _any(self, data: dict[str, Any]) -> dict[str, Any]:
        return self.rng.choice(self._any_list(data))

    def _rename(self, data: dict[str, Any]) -> None:
        self._any(data)["label"] = text(f"問い{self._id()}")

    def _add(self, data: dict[str, Any]) -> None:
        fields = self._any_list(data)
        deep = any(page["field"] is fields for page in data["page"])
        fields.insert(self.rng.randint(0, len(fields)), self._field(deep=deep))

    def _remove(self, data: dict[str, Any]) -> None:
        fields = self._any_list(data)
        if len(fields) > 1:
            del fields[self.rng.randrange(len(fields))]

    def _move(self, data: dict[str, Any]) -> None:
        source = self.rng.choice(data["page"])["field"]
        if len(source) > 1:
            one = source.pop(self.rng.randrange(len(source)))
            target = self.rng.choice(data["page"])["field"]
            target.insert(self.rng.randint(0, len(target)), one)

    def _page_more(self, data: dict[str, Any]) -> None:
        data["page"].insert(self.rng.randint(0, len(data["page"])), self._page(2))

    def _page_less(self, data: dict[str, Any]) -> None:
        if len(data["page"]) > 2:
            del data["page"][self.rng.randrange(len(data["page"]))]

    def _retype(self, data: dict[str, Any]) -> None:
        one = self._any(data)
        if one["type"] != "group":
            one["type"] = self.rng.choice(TYPES)
            self._with_keys(one)

    def _options(self, data: dict[str, Any]) -> None:
        lists = [one for page in data["page"] for one in page["field"] if "options" in one]
        if lists:
            self._with_keys(self.rng.choice(lists))

    def _condition(self, data: dict[str, Any]) -> None:
        """A question, on a page or in a row, that counts only with some answer before it; or no longer so."""
        fields = [one for page in data["page"] for one in page["field"]]
        target = self._any(data)
        if target.pop("when", None) is None:
            rules = [rule for one in fields if (rule := self._rule(one))]
            if rules:
                first, second = self.rng.choice(rules), self.rng.choice(rules)
                target["when"] = self.rng.choice(
                    (first, f"not ({first})", f"{first} and {second}", f"{first} or {second}")
                )

    def _rule(self, one: dict[str, Any]) -> str:
        match one["type"]:
            case "choice":
                return f"{one['id']} == '{self.rng.choice(one['options'])['value']}'"
            case "choices":
                return f"'{self.rng.choice(one['options'])['value']}' in {one['id']}"
            case "yes_no":
                return str(one["id"])
            case "number" | "money":
                return f"{one['id']} > {self.rng.randint(90, 200)}"
            case "group":
                return f"count({one['id']}) > {self.rng.randint(0, 2)}"
            case _:
                return ""

    def _require(self, data: dict[str, Any]) -> None:
        one = self._any(data)
        if one["type"] != "group":
            one["required"] = not one.get("required", False)

    def _limit(self, data: dict[str, Any]) -> None:
        one = self._any(data)
        if one["type"] == "group":
            one["max"] = self.rng.randint(1, 4)
        elif one["type"] in ("text", "textarea"):
            one["max_length"] = self.rng.randint(1, 30)

    def _order(self, data: dict[str, Any]) -> None:
        self.rng.shuffle(self._any_list(data))


class Resident:
    """Types something into every field, mostly what is asked for; no text twice, so that each can be found again."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.count = 100

    def fill(self, data: dict[str, Any]) -> dict[str, Any]:
        return self._level([one for page in data["page"] for one in page["field"]])

    def _level(self, fields: list[Any]) -> dict[str, Any]:
        return {one["id"]: self._typed(one) for one in fields if self.rng.random() < 0.85}

    def _typed(self, one: dict[str, Any]) -> Any:
        self.count += 1
        number = str(self.count)
        match one["type"]:
            case "group":
                return [self._level(one["field"]) for _ in range(self.rng.randint(1, 3))]
            case "file":
                return [f"file{number}"]
            case "choice":
                return {"value": self._chosen(one), "other": ""}
            case "choices":
                return {"values": list({self._chosen(one), self._chosen(one)}), "other": ""}
            case "yes_no":
                return self.rng.choice(("yes", "no"))
            case "name":
                return {"family": f"姓{number}", "given": f"名{number}", "single": ""}
            case "date" | "year_month":
                day = {"day": "1"} if one["type"] == "date" else {}
                return {"era": "", "year": "2024", "month": "2", **day}
            case "address":
                return {"postal_code": "981-1224", "prefecture": "宮城県", "city": "名取市", "town": f"増田{number}"}
            case "number" | "money":
                return number if self.rng.random() < 0.8 else f"およそ{number}"
            case "phone":
                return f"022-382-{number.zfill(4)}"
            case "email":
                return f"a{number}@example.jp"
        return f"答え{number}"

    def _chosen(self, one: dict[str, Any]) -> str:
        return str(self.rng.choice(one["options"])["value"])
