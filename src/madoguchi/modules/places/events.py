"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

POOL_MADE = event("places.pool.made", "定員の枠を作りました", "Made a pool of places")
POOL_LIMITED = event("places.pool.limited", "定員を変えました", "Changed the number of places")
POOL_ADJUSTED = event("places.pool.adjusted", "定員の枠の設定を変えました", "Changed the settings of a pool")
POOL_CLOSED = event("places.pool.closed", "抽選の応募を締め切りました", "Closed the entries of a draw")
POOL_VALUED = event("places.pool.valued", "抽選に使う公の数字を入れました", "Entered the public value of a draw")
POOL_DRAWN = event("places.pool.drawn", "抽選しました", "Drew lots")
OFFERED = event("places.entry.offered", "補欠の順番が来たことを知らせました", "Offered a place to the first in line")
ACCEPTED = event("places.entry.accepted", "補欠から確定しました", "A place that was offered was accepted")
LAPSED = event("places.entry.lapsed", "補欠の順番を見送りました", "An offered place was not taken")
RELEASED = event("places.entry.released", "席を空けました", "Released a place")
WITHDRAWN = event("places.entry.withdrawn", "申込みが取り下げられました", "An entry was withdrawn")
MOVED_UP = event("places.entry.moved_up", "補欠の先頭にしました", "Moved an entry to the head of the line")
