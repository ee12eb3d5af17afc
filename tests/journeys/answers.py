"""What the people of these journeys answer, page by page. Names are those of the form's controls. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

Answers = Mapping[str, str | list[str] | list[Path]]
Pages = Mapping[str, Answers]


def day(name: str, on: date) -> dict[str, str]:
    """A date in its three boxes, in the western calendar."""
    return {f"{name}.year": str(on.year), f"{name}.month": str(on.month), f"{name}.day": str(on.day)}


def address(name: str) -> dict[str, str]:
    return {
        f"{name}.postal_code": "981-1224",
        f"{name}.prefecture": "宮城県",
        f"{name}.city": "名取市",
        f"{name}.town": "見本町9丁目9番9号",
    }


def dog(mail: str = "", name: str = "髙橋") -> Pages:
    """犬の死亡届: the owner of a dog that has died."""
    return {
        "matter": {"matter": "death", **day("happened_on", date.today() - timedelta(days=2))},
        "dog": {"dog_name": "コタロウ", "tag_known": "no"},
        "owner": {
            "owner_name.family": name,
            "owner_name.given": "さくら",
            "owner_kana.family": "タカハシ",
            "owner_kana.given": "サクラ",
            **address("owner_address"),
            "phone": "090-0000-0000",
            "mail": mail,
        },
    }


def dog_moved_in(tag_photo: Path) -> Pages:
    """犬の登録事項変更届: somebody has moved to Natori with a dog, and has a photograph of its old tag."""
    death = dog()
    return {
        "matter": {**death["matter"], "matter": "moved_in"},
        "dog": {**death["dog"], "former_municipality": "山形県山形市", "former_tag_photo": [tag_photo]},
        "owner": {**death["owner"], "old_name": "山形市見本町1丁目1番1号"},
    }


def road(mail: str, location_map: list[Path], photos: list[Path]) -> Pages:
    """道路占用許可申請: scaffolding on the pavement for three weeks, with a map and photographs from a phone."""
    first = date.today() + timedelta(days=30)
    return {
        "application": {"application_kind": "new", "purpose": "外壁改修工事の足場を置くため。敷地内に余地がない。"},
        "place": {
            "road_kind": "municipal",
            "route_name": "市道 見本線",
            "location": "名取市見本町9丁目9番9 地先",
            "road_part": ["sidewalk", "above"],
            "location_map": location_map,
        },
        "objects": {
            "objects.0.object_kind": "scaffold",
            "objects.0.size": "長さ15.0m × 出幅0.9m × 高さ8.0m",
            "objects.0.quantity.number": "15",
            "objects.0.quantity.unit": "m2",
            "structure": "枠組足場。壁つなぎ間隔5m以内。",
        },
        "period": {
            **day("start_on", first),
            **day("end_on", first + timedelta(days=20)),
            "has_work": "no",
            "restoration": "足場を撤去し、清掃する。",
            "police_permit": "same_time",
        },
        "drawings": {"photos": photos},
        "applicant": {
            "applicant_kind": "person",
            "person_name.family": "渡邉",
            "person_name.given": "健太",
            "person_kana.family": "ワタナベ",
            "person_kana.given": "ケンタ",
            **address("address"),
            "phone": "022-000-0000",
            "emergency_phone": "090-0000-0001",
            "mail": mail,
        },
        "agent": {"by_agent": "no", "wants_reduction": "no"},
    }
