"""Every field type by its name in ``form.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.modules.forms.domain.types.bank import BankAccountType
from madoguchi.modules.forms.domain.types.base import FieldType
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType, ConsentType, YesNoType
from madoguchi.modules.forms.domain.types.contact import AddressType, EmailType, PhoneType
from madoguchi.modules.forms.domain.types.corporations import CorporationType
from madoguchi.modules.forms.domain.types.dates import DateType
from madoguchi.modules.forms.domain.types.derived import CalcType, HiddenType, SerialType
from madoguchi.modules.forms.domain.types.files import FileType
from madoguchi.modules.forms.domain.types.grids import TableType
from madoguchi.modules.forms.domain.types.groups import GroupType, InfoType
from madoguchi.modules.forms.domain.types.lists import LinkedType, RankedType
from madoguchi.modules.forms.domain.types.months import FiscalYearType, YearMonthType
from madoguchi.modules.forms.domain.types.names import CorporateNumberType, KanaType, NameType, OrgNameType
from madoguchi.modules.forms.domain.types.numbers import MoneyType, NumberType, QuantityType
from madoguchi.modules.forms.domain.types.own import OwnQuestionType
from madoguchi.modules.forms.domain.types.persons import BirthType, SexType
from madoguchi.modules.forms.domain.types.places import PointType
from madoguchi.modules.forms.domain.types.shapes import AreaType, LineType
from madoguchi.modules.forms.domain.types.signature import SignatureType
from madoguchi.modules.forms.domain.types.texts import TextareaType, TextType
from madoguchi.modules.forms.domain.types.times import PeriodType, TimeType

_ALL: tuple[type[FieldType], ...] = (
    TextType, TextareaType, NameType, KanaType, OrgNameType, CorporateNumberType,
    DateType, YearMonthType, FiscalYearType, NumberType, MoneyType, PhoneType, EmailType, AddressType,
    ChoiceType, ChoicesType, YesNoType, FileType, ConsentType, GroupType, InfoType, BankAccountType,
    CorporationType, SexType, BirthType, TimeType, PeriodType, LinkedType, RankedType, TableType, QuantityType,
    CalcType, HiddenType, SerialType, SignatureType, OwnQuestionType, PointType, LineType, AreaType,
)  # fmt: skip

TYPES: Mapping[str, type[FieldType]] = {one.name: one for one in _ALL}
