"""How to reach somebody: telephone, mail, address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from madoguchi.kit import address, email, phone, postal
from madoguchi.kit.tomlschema import Bool, Spec
from madoguchi.modules.forms.choices import PREFECTURES
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Part,
    Typed,
    Value,
    as_text,
    clean_parts,
    part_of,
    raise_if,
)


@dataclass(frozen=True)
class PhoneType(FieldType):
    """``phone``. Stored: a Japanese number as digits ("0223821234", also from "+81 22…"), with the hyphens that were
    typed where ours would stand elsewhere ("0187-12-3456": only its owner knows where the area code ends); one abroad
    as typed ("+49 30 1234567"); kit.phone knows what is wrong with others. In expressions: without hyphens.
    """

    name: ClassVar[str] = "phone"
    control: ClassVar[str] = "text"
    gif: ClassVar[str] = "contactPointPhoneNumber"

    @property
    def operand_type(self) -> Type:
        return TEXT

    def clean(self, typed: Typed, context: Context) -> str:
        text = characters.tidy(as_text(typed))
        try:
            try:
                return _stored_phone(text)
            except phone.PhoneError as error:
                if error.code != "foreign":
                    raise
                return phone.international(text)
        except phone.PhoneError as error:
            raise Invalid([Flaw(f"phone_{error.code}", params=dict(error.data))]) from None

    def operand(self, value: str) -> str:
        return value if value.startswith("+") else value.replace("-", "")

    def show(self, value: str, lang: str) -> list[str]:
        return [value if value.startswith("+") else phone.format_phone(value, typed=value)]

    def shape(self, value: Any) -> Any:
        """GIF writes the area code of a fixed line in brackets: (022)382-1234."""
        text = self.show(value, "ja")[0]
        area, *rest = text.split("-")
        bracketed = len(rest) == 2 and phone.kind_of(value) == "fixed" if not value.startswith("+") else False
        return {self.gif: f"({area}){'-'.join(rest)}" if bracketed else text}

    def from_shape(self, shape: Any) -> str | None:
        text = part_of(shape, self.gif)
        if text.startswith("+"):
            return text
        try:
            return _stored_phone(text)
        except phone.PhoneError:  # for `validate` to judge
            return "".join(char for char in text if char.isdigit()) or None


def _stored_phone(text: str) -> str:
    """A number of this country as ``PhoneType`` stores it. Raises ``PhoneError``."""
    digits = phone.normalise(text)
    grouped = phone.format_phone(digits, typed=text)
    return digits if grouped == phone.format_phone(digits) else grouped


@dataclass(frozen=True)
class EmailType(FieldType):
    """``email``. Stored: str. ``confirm = true`` asks twice: most lost mail is a slip of the finger.

    ``code = true`` sends six digits to the address, which must be typed before the form can be sent. Stored then:
    {"address": str, "confirmed": True}, and a str for an address that nobody has confirmed (typed by an officer,
    changed in a correction, filed under an older version).

    Typed: {"address", "again", "code"}; a plain str is taken too (``again`` then counts as the same). "proven" is the
    address of an answer that was confirmed before: no post brings it along.
    """

    name: ClassVar[str] = "email"
    control: ClassVar[str] = "email"
    gif: ClassVar[str] = "contactPointEmailAddress"
    keys: ClassVar[Mapping[str, Spec]] = {"confirm": Bool(), "code": Bool()}

    confirm: bool = False
    code: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(confirm=data.get("confirm", False), code=data.get("code", False))

    @property
    def operand_type(self) -> Type:
        return TEXT

    def read(self, post: Any, name: str) -> Typed:
        typed = as_text(post.get(name, ""))
        also = [part for part, asked in (("again", self.confirm), ("code", self.code)) if asked]
        return {"address": typed, **{one: as_text(post.get(f"{name}.{one}", "")) for one in also}} if also else typed

    def is_blank(self, typed: Typed) -> bool:
        return characters.is_blank(_address(typed)) and characters.is_blank(part_of(typed, "again"))

    def clean(self, typed: Typed, context: Context) -> Value:
        address = self.address(typed)
        if not self.code:
            return address
        if address == part_of(typed, "proven") or address in (context.proven or ()):
            return {"address": address, "confirmed": True}
        if context.proven is not None:
            raise Invalid([Flaw("email_code_missing", "code", {"address": address})])
        return address

    def normal(self, typed: Typed) -> str:
        """What was typed as an address, in its one form, right or wrong."""
        return email.normalise_address(characters.tidy(_address(typed)))

    def address(self, typed: Typed) -> str:
        """The address that was typed, confirmed or not. Raises ``Invalid``."""
        address = self.normal(typed)
        problem = email.address_problem(address)
        if problem is not None:
            raise Invalid([Flaw(f"email_{problem}")])
        if self.confirm and isinstance(typed, Mapping):
            again = email.normalise_address(characters.tidy(part_of(typed, "again")))
            if not again:
                raise Invalid([Flaw("email_again_missing", "again")])
            if again != address:
                raise Invalid([Flaw("email_again_differs", "again")])
        return address

    def typed_from(self, value: Any) -> Typed:
        text = _address(value)
        typed = {"address": text, **({"again": text} if self.confirm else {})}
        if self.code and is_confirmed(value):
            return {**typed, "proven": text}
        return typed if self.confirm or self.code else text

    def operand(self, value: Value) -> Any:
        return _address(value)

    def show(self, value: Value, lang: str) -> list[str]:
        return [_address(value), *([CONFIRMED.in_(lang)] if is_confirmed(value) else [])]

    def plain(self, value: Value) -> str:
        return _address(value)

    def columns(self) -> Mapping[str, Text]:
        return {"": EMPTY, "confirmed": Text("確認済み", "confirmed")} if self.code else {"": EMPTY}

    def cells(self, value: Value, lang: str) -> Mapping[str, str]:
        also = {"confirmed": "yes" if is_confirmed(value) else ""} if self.code else {}
        return {"": _address(value), **also}

    def from_cells(self, cells: Mapping[str, str]) -> Value | None:
        address = cells.get("", "")
        return {"address": address, "confirmed": True} if address and cells.get("confirmed") else address or None

    def shape(self, value: Value) -> Any:
        return {self.gif: _address(value), **({"confirmed": True} if is_confirmed(value) else {})}

    def from_shape(self, shape: Any) -> Value | None:
        address = part_of(shape, self.gif)
        return {"address": address, "confirmed": True} if address and is_confirmed(shape) else address or None


CONFIRMED = Text(
    "（確認済み：このアドレスに届いた確認コードが入力されました）",
    "(confirmed: a code sent to this address was typed in)",
    (
        ("easy", "（かくにん した アドレスです）"),
        ("zh", "（已确认）"), ("ko", "(확인됨)"), ("vi", "(đã xác nhận)"), ("pt", "(confirmado)"),
    ),
)  # fmt: skip


def is_confirmed(value: Any) -> bool:
    """Whether a stored address has answered with its code."""
    return isinstance(value, Mapping) and value.get("confirmed") is True


def _address(typed: Typed) -> str:
    return part_of(typed, "address") if isinstance(typed, Mapping) else as_text(typed)


_ADDRESS_LENGTHS = {"prefecture": 10, "city": 60, "town": 150, "building": 150}
_JAPAN = "JPN"
_ABROAD_LENGTHS = {"foreign": 250, "country": 60}


@dataclass(frozen=True)
class AddressType(FieldType):
    """``address``. Stored: {"postal_code": 7 digits or "", "prefecture", "city", "town", "building"}.

    ``ask_postal_code = false`` for a place that is no postal address (a road, a damaged building). 都道府県,
    市区町村 and 町名・番地 are needed, the building is not. Hyphens in numbers stay as typed.
    ``abroad = true`` offers a box for an address outside Japan: it is written in its own order, stored in "town"
    with "country" besides, the other parts empty.
    """

    name: ClassVar[str] = "address"
    control: ClassVar[str] = "address"
    parts: ClassVar[tuple[str, ...]] = (
        "abroad", "foreign", "country", "postal_code", "prefecture", "city", "town", "building",
    )  # fmt: skip
    keys: ClassVar[Mapping[str, Spec]] = {"ask_postal_code": Bool(), "abroad": Bool()}
    # GIF's country is a code of three letters; an address abroad carries the name as it was written.
    record: ClassVar[Mapping[str, Part]] = {
        "postal_code": Part(Text("郵便番号", "postal code"), "postalCode"),
        "prefecture": Part(Text("都道府県", "prefecture"), "prefecture"),
        "city": Part(Text("市区町村", "municipality"), "cityAndCounty"),
        "town": Part(Text("町名・番地", "town and number"), "streetAddressAndCityBlock"),
        "building": Part(Text("建物名・部屋番号", "building and room"), "buildingNameEtc"),
        "country": Part(Text("国・地域", "country"), "country", optional=True),
    }
    told_apart: ClassVar[tuple[str, ...]] = ("country", "prefecture", "city", "town", "building")

    ask_postal_code: bool = True
    abroad: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(ask_postal_code=data.get("ask_postal_code", True), abroad=data.get("abroad", False))

    @property
    def operand_type(self) -> Type:
        stored = ("postal_code", "prefecture", "city", "town", "building", "country")
        return Type(
            Kind.RECORD,
            parts={part: Type(Kind.TEXT, PREFECTURES) if part == "prefecture" else TEXT for part in stored},
        )

    def read(self, post: Any, name: str) -> Typed:
        own = self.parts if self.abroad else ("postal_code", *_ADDRESS_LENGTHS)
        return {part: as_text(post.get(f"{name}.{part}", "")) for part in own}

    def is_blank(self, typed: Typed) -> bool:
        # A ticked box alone is no answer; what stands in the hidden half of the control is none either.
        parts = ("foreign", "country") if self._is_abroad(typed) else ("postal_code", *_ADDRESS_LENGTHS)
        return all(characters.is_blank(part_of(typed, part)) for part in parts)

    def _is_abroad(self, typed: Typed) -> bool:
        return self.abroad and bool(part_of(typed, "abroad"))

    def missing(self) -> Flaw:
        return Flaw("required", "postal_code" if self.ask_postal_code else "prefecture")

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        flaws: list[Flaw] = []
        if self._is_abroad(typed):
            own, flaws = clean_parts(typed, _ABROAD_LENGTHS, ("foreign", "country"))
            raise_if(flaws)
            empty = dict.fromkeys(("postal_code", "prefecture", "city"), "")
            return {**empty, "town": own["foreign"], "building": "", "country": own["country"]}
        code = ""
        if self.ask_postal_code:
            try:
                code = postal.normalise(characters.tidy(part_of(typed, "postal_code")))
            except postal.PostalError as error:
                flaws.append(Flaw(f"postal_{error.code}", "postal_code", dict(error.data)))
            if code.startswith("000"):  # the lowest in Japan is 001; a new code that is not in our table is taken
                flaws.append(Flaw("postal_unused", "postal_code"))
        value, found = clean_parts(typed, _ADDRESS_LENGTHS, ("prefecture", "city", "town"))
        if value["prefecture"] and value["prefecture"] not in PREFECTURES:
            found.append(Flaw("prefecture_unknown", "prefecture"))
        raise_if(flaws + found)
        return {"postal_code": code, **value}

    def typed_from(self, value: Any) -> dict[str, str]:
        if part_of(value, "country"):
            return {"abroad": "yes", "foreign": part_of(value, "town"), "country": part_of(value, "country")}
        return {part: part_of(value, part) for part in ("postal_code", *_ADDRESS_LENGTHS)}

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        if value.get("country"):
            return [value["town"], value["country"]]
        code = value.get("postal_code", "")
        lines = [postal.format_postal(code, mark=True)] if code else []
        lines.append(f"{value['prefecture']}{value['city']}{value['town']}")
        return lines + ([value["building"]] if value.get("building") else [])

    def late_columns(self) -> Mapping[str, Text]:
        return {part: label for part, (label, _gif) in _FINE.items()}

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        return {**super().cells(value, lang), **_fine(value)}

    def shape(self, value: Any) -> Any:
        whole = "".join(part_of(value, part) for part in ("prefecture", "city", "town"))
        full = " ".join(text for text in (whole, part_of(value, "building")) if text)
        fine = {_FINE[part][1]: text for part, text in _fine(value).items() if text}
        return {"country": _JAPAN, **super().shape(value), **fine, "fullAddress": full}

    def from_shape(self, shape: Any) -> Any:
        if not isinstance(shape, Mapping):
            return super().from_shape(shape)
        whole = part_of(shape, "streetAddressAndCityBlock")
        parts = [part_of(shape, part) for part in ("streetAddress", "cityBlock")]
        home = {"country": ""} if shape.get("country") == _JAPAN else {}
        return super().from_shape({**shape, "streetAddressAndCityBlock": whole or "".join(parts), **home})


# What follows from an address, with its names in GIF: 町字 and 番地・号 of what was typed as one, and the code.
_FINE: Mapping[str, tuple[Text, str]] = {
    "area": (Text("町字（丁目まで）", "town to the 丁目"), "streetAddress"),
    "block": (Text("番地・号", "block and number"), "cityBlock"),
    "city_code": (Text("全国地方公共団体コード", "code of the municipality"), "localGovernmentCode"),
}


def _fine(value: Any) -> dict[str, str]:
    if part_of(value, "country"):
        return dict.fromkeys(_FINE, "")
    found = address.parted(part_of(value, "town"))
    code = postal.municipality_of(part_of(value, "prefecture"), part_of(value, "city"))
    return {"area": found.town, "block": found.block, "city_code": code or ""}
