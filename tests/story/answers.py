"""What the residents of the story answer, by the labels they read. All of it is invented."""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image
from pypdf import PdfWriter

from tests.story.page import Upload, Value


def pdf() -> bytes:
    """A small real PDF, as a scanned map would be."""
    paper = PdfWriter()
    paper.add_blank_page(595, 842)
    out = io.BytesIO()
    paper.write(out)
    return out.getvalue()


def photo() -> bytes:
    """A small real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (90, 130, 90)).save(out, "JPEG")
    return out.getvalue()


def address(town: str) -> Value:
    return {
        "郵便番号": "981-1224", "都道府県": "宮城県", "市区町村": "名取市", "町名・番地": town,
    }  # fmt: skip


def road(today: date, mail: str) -> dict[str, Value]:
    """道路占用許可: scaffolding of a company over the footway."""
    return {
        "どの申請ですか": "新しく占用する",
        "占用の目的": "隣接する事務所ビルの外壁改修工事のため。",
        "道路の種類": "市道・町道・村道",
        "路線名": "市道 大手町線",
        "占用する場所": "名取市増田9丁目9番9 地先",
        "道路のどの部分ですか": ["歩道", "上空"],
        "位置図（案内図）": Upload("../位置図①.pdf", pdf(), "application/pdf"),
        "物件の種類": "足場",
        "大きさ（長さ・幅・高さ・太さ）": "長さ15.0m × 出幅0.9m × 高さ8.0m",
        "数": "15",
        "単位": "㎡",
        "物件の構造": "枠組足場。壁つなぎ間隔5m以内。",
        "占用を始める日": today + timedelta(days=30),
        "占用を終える日": today + timedelta(days=60),
        "掘る・組み立てる・取り付けるなどの工事をしますか": "はい",
        "工事を始める日": today + timedelta(days=30),
        "工事を終える日": today + timedelta(days=55),
        "工事のやり方": "午前8時から午後5時まで。交通誘導員1人を置く。",
        "道路の直し方（復旧方法）": "原形復旧。撤去後に清掃する。",
        "警察署の道路使用許可": "同じころに申請する",
        "現況の写真": Upload("IMG_0012.JPG", photo(), "image/jpeg"),
        "個人ですか、法人・団体ですか": "法人・団体",
        "法人・団体の名称": "名取（架空）建設株式会社",
        "代表者の役職と氏名": "代表取締役 髙橋 花子",
        "住所・所在地": address("増田9丁目1-1"),
        "担当の方の氏名と部署": "工事課 渡邉 一郎",
        "昼間に連絡のつく電話番号": "０２２－１２３－４５６７",
        "夜間・休日の緊急連絡先": "090-0000-0000",
        "メールアドレス": mail,
        "代理の方（施工業者・行政書士など）が申請していますか": "いいえ",
        "占用料の減免を希望しますか": "いいえ",
    }


def documents(mail: str) -> dict[str, Value]:
    """行政文書開示請求: a plan that does not exist yet."""
    return {
        "自分自身についての情報を見るための請求ですか": "いいえ",
        "どこが持っている文書ですか": "市長・町長・村長・知事（各部・各課）",
        "文書の名前、または内容": "県道の拡幅計画について、検討中の路線案を比べた資料。",
        "希望する方法": ["窓口で見る（閲覧）"],
        "個人ですか、法人・団体ですか": "個人",
        "氏名": {"氏（みょうじ）": "閖上", "名": "陽菜"},
        "フリガナ": {"セイ": "ﾕﾘｱｹﾞ", "メイ": "ひな"},
        "住所・所在地": address("増田9丁目9-9"),
        "昼間に連絡のつく電話番号": "090-0000-0000",
        "メールアドレス": mail,
    }


def dog(today: date) -> dict[str, Value]:
    """犬: reported by mistake, so withdrawn. Without a mail address."""
    return {
        "どのような届出ですか": "犬が亡くなった",
        "亡くなった日・変わった日": today - timedelta(days=3),
        "犬の名前": "こむぎ",
        "鑑札の番号は分かりますか": "はい",
        "鑑札の番号": "１２３",
        "飼い主の氏名": {"氏（みょうじ）": "杜", "名": "さくら"},
        "フリガナ": {"セイ": "モリ", "メイ": "サクラ"},
        "飼い主の住所・所在地（今の住所）": address("見本町1-1"),
        "昼間に連絡のつく電話番号": "0225-00-0000",
    }
