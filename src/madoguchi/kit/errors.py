"""The one shape of an error in the kit: a machine code and the data to word it with.

The sentence that a resident or an officer reads is made by the room that knows the language and the field.
"""

from collections.abc import Mapping
from types import MappingProxyType


class KitError(ValueError):
    """A refusal with `code` (stable, snake_case) and `data` (read-only, what a message may need).

    Each module raises its own subclass and lists its codes in its docstring.
    """

    def __init__(self, code: str, **data: object) -> None:
        self.code = code
        self.data: Mapping[str, object] = MappingProxyType(data)
        details = ", ".join(f"{key}={value!r}" for key, value in data.items())
        super().__init__(f"{code}({details})" if details else code)
