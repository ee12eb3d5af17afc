"""The door of the places room: pools of places with a limit, holding, entering, the waiting line and the draw.

from madoguchi.modules.places import api as places
places.ensure([places.Wanted(key="procedures/koza/slot:am", …)], by=actor)   # make or change pools
places.left("procedures/koza")                       # {key: Left}: what pages say is left; some seconds old
places.hold(key, held_as=draft)                      # while a form is filled in
places.take(key, places.Asking(holder=…, label=…))   # in the transaction that files: a place, a number or a lot
places.withdraw(holder)                              # the place goes to the next in line
places.place_of(holder)                              # 確定, 補欠3番, 抽選は…
"""

from __future__ import annotations

from madoguchi.modules.places.choices import PLACE_HOLDER, Mode, Standing
from madoguchi.modules.places.domain.holders import register_holder
from madoguchi.modules.places.queries.left import Left, forget_left, left
from madoguchi.modules.places.queries.pools import Figures, NoSuchPoolError, figures
from madoguchi.modules.places.queries.standing import Place, place_of, places_of
from madoguchi.modules.places.services.entry import Asking, once_hash, take, withdraw
from madoguchi.modules.places.services.holding import Held, extend, held, hold, let_go
from madoguchi.modules.places.services.pools import MOST, Wanted, ensure, stop
from madoguchi.modules.places.services.refusals import NoPlaceError

__all__ = [
    "MOST",
    "PLACE_HOLDER",
    "Asking",
    "Figures",
    "Held",
    "Left",
    "Mode",
    "NoPlaceError",
    "NoSuchPoolError",
    "Place",
    "Standing",
    "Wanted",
    "ensure",
    "extend",
    "figures",
    "forget_left",
    "held",
    "hold",
    "left",
    "let_go",
    "once_hash",
    "place_of",
    "places_of",
    "register_holder",
    "stop",
    "take",
    "withdraw",
]
