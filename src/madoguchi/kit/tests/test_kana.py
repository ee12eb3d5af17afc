"""Kana, keys and 外字: examples from real names and towns, and keys that do not move when made twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit import kana

KANA = st.text("あいうえおかがきぎっゃゅょゎぱばハバパッャュョーｶﾞｷﾊﾟｰヴゔﾞﾟ゛゜ヽヾ　 ‐−-ヶ")


def test_normalise_composes_but_keeps_how_a_name_is_written():
    assert kana.normalise("か\u3099") == "が"
    assert kana.normalise("葛\U000e0100城") == "葛\U000e0100城"
    assert kana.normalise("神\ufa19福\ufa1b") == "神\ufa19福\ufa1b"
    assert kana.normalise("髙﨑") == "髙﨑"


def test_private_use_letters_are_seen_and_can_be_replaced():
    for char in ("\ue000", "\uf8ff", "\U000f0000", "\U0010fffd"):
        assert kana.has_private_use("名" + char)
        assert kana.normalise("名" + char, keep_private_use=False) == "名〓"
        assert kana.normalise("名" + char) == "名" + char
    assert not kana.has_private_use("𠮷野家 髙﨑\U000e0100")


def test_variation_selectors_are_stripped():
    assert kana.strip_variation_selectors("葛\U000e0100飾\ufe00") == "葛飾"
    assert kana.strip_variation_selectors("葛飾") == "葛飾"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("やまだ　たろう", "ヤマダ　タロウ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("か゛き゜", "ガキ\u309a"),
        ("カ\u3099", "ガ"),
        ("ﾊﾟﾋﾟﾌﾟ", "パピプ"),
        ("ｳﾞｧｲｵﾘﾝ", "ヴァイオリン"),
        ("たろ−", "タロー"),
        ("タロ‐", "タロー"),
        ("タロ―", "タロー"),
        ("ﾀﾛｰ", "タロー"),
        ("ター--", "ターーー"),
        ("すゞき", "スヾキ"),
        ("山-田", "山-田"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_to_katakana(typed, expected):
    assert kana.to_katakana(typed) == expected


@given(KANA)
@settings(max_examples=200)
def test_keys_of_keys_are_the_same(text):
    assert kana.to_katakana(kana.to_katakana(text)) == kana.to_katakana(text)
    assert kana.compare_key(kana.compare_key(text)) == kana.compare_key(text)
    assert kana.compare_key(kana.to_katakana(text)) == kana.compare_key(text)


@given(st.text(max_size=20))
@settings(max_examples=300)
def test_any_text_has_a_stable_key(text):
    assert kana.normalise(kana.normalise(text)) == kana.normalise(text)
    assert kana.to_katakana(kana.to_katakana(text)) == kana.to_katakana(text)
    assert kana.search_key(kana.search_key(text)) == kana.search_key(text)


def test_compare_key_makes_equal_what_one_person_typed_twice():
    keys = {
        kana.compare_key(name) for name in ("りゅうおう ちょう", "ﾘﾕｳｵｳﾁﾖｳ", "リュウオウ　チョウ", "りゆうおうちよう")
    }
    assert keys == {"リユウオウチヨウ"}
    assert kana.compare_key("Ｓｍｉｔｈ") == kana.compare_key("smith")
    assert kana.compare_key("はな") != kana.compare_key("ばな")


def test_sort_key_is_gojuon_order():
    # は < ば < ぱ only decides where the letters are equal.
    assert sorted(["ぱぱ", "ばば", "はば", "はは"], key=kana.sort_key) == ["はは", "はば", "ばば", "ぱぱ"]
    plain = ["あお", "いえ", "かあ", "きん", "さくら", "はは", "ひと", "りふ", "わた", "んじゃめな"]
    backwards = plain[::-1]
    assert sorted(backwards, key=kana.sort_key) == plain
    assert sorted(["びょういん", "びよういん"], key=kana.sort_key) == ["びょういん", "びよういん"]
    assert sorted(["ガス", "カード", "かい", "カート"], key=kana.sort_key) == [
        "カート",
        "カード",
        "かい",
        "ガス",
    ]
    assert sorted(["いすゞ", "いすす", "いすず"], key=kana.sort_key) == ["いすす", "いすゞ", "いすず"]


def test_unshrunk_small_kana_sort_with_their_neighbours():
    towns = ["りゆうおうちょう", "りっとうし", "ひこねし", "りゅうおうちょう", "りよし"]
    first = [kana.sort_key(town).split(" ")[0] for town in ("りゆうおうちょう", "りゅうおうちょう")]
    assert first[0] == first[1]
    assert sorted(towns, key=kana.sort_key) == [
        "ひこねし",
        "りっとうし",
        "りゅうおうちょう",
        "りゆうおうちょう",
        "りよし",
    ]


def test_long_mark_sorts_as_its_vowel():
    assert kana.sort_key("カー").split(" ")[0] == kana.sort_key("かあ").split(" ")[0]
    assert sorted(["かあ", "カー"], key=kana.sort_key) == ["カー", "かあ"]


@given(KANA, KANA)
@settings(max_examples=100)
def test_equal_sort_keys_mean_equal_katakana(one, other):
    def same(text):
        return "".join(kana.to_katakana(kana.compare_key(text)).split())

    if kana.sort_key(one) == kana.sort_key(other):
        assert same(one) == same(other)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("あ", "あ"),
        ("ゔ", "あ"),
        ("ヴァイオリン", "あ"),
        ("ぁ", "あ"),
        ("ガス", "か"),
        ("ヶ", "か"),
        ("ざ", "さ"),
        ("ｼﾞ", "さ"),
        ("っ", "た"),
        ("づ", "た"),
        ("の", "な"),
        ("ぱ", "は"),
        ("ﾋﾟ", "は"),
        ("も", "ま"),
        ("ゃ", "や"),
        ("ろ", "ら"),
        ("ゎ", "わ"),
        ("を", "わ"),
        ("ん", "わ"),
        ("ヸ", "わ"),
        ("　なとり", "な"),
        ("", None),
        ("名", None),
        ("A", None),
        ("ー", None),
        ("1", None),
    ],
)
def test_gojuon_row(text, row):
    assert kana.gojuon_row(text) == row


@pytest.mark.parametrize("name", ["ヤマダ　タロウ", "ヤマダ タロー", "マリア・ロペス", "ヴァレリー", "スヾキ"])
def test_katakana_names(name):
    assert kana.is_katakana_name(name)


@pytest.mark.parametrize(
    "name", ["", "　", "やまだ", "ﾔﾏﾀﾞ", "山田", "ヤマダ1", "ータロウ", "ヤマダ ", "ヤマダ\n", "Yamada"]
)
def test_not_katakana_names(name):
    assert not kana.is_katakana_name(name)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("高崎", "髙﨑"),
        ("渡辺", "渡邉"),
        ("渡邊", "渡邉"),
        ("斉藤", "齋藤"),
        ("斎藤", "齊藤"),
        ("沢田", "澤田"),
        ("吉野", "𠮷野"),
        ("葛城", "葛\U000e0100城"),
        ("塚本", "\ufa10本"),
        ("七ケ浜", "七ヶ濱"),
        ("塩釜市", "塩竈市"),
        ("せんたー", "ｾﾝﾀｰ"),
        ("センター", "センタ−"),
        ("ABC", "ａｂｃ"),
        ("1-2-3", "１−２‐３"),
        ("山田太郎", "山田　太郎"),
    ],
)
def test_search_key_finds_what_people_mean(typed, stored):
    assert kana.search_key(typed) == kana.search_key(stored)


def test_search_key_keeps_different_names_apart():
    keys = [kana.search_key(name) for name in ("佐藤", "左藤", "加藤", "かとう", "がとう", "田中", "中田")]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("typed", "common"),
    [
        ("髙\U000e0100﨑", "高崎"), ("渡邉　ハナ", "渡辺　ハナ"), ("渡邊", "渡辺"), ("神\ufa19", "神神"),
        ("𠮷田", "吉田"),
        # Other letters, not other forms of one: they stay what they are.
        ("斎藤", "斎藤"), ("齋藤", "斎藤"), ("斉藤", "斉藤"), ("齊藤", "斉藤"), ("冨田", "冨田"),
        ("七ヶ浜 Ａ", "七ヶ浜 Ａ"),
    ],
)  # fmt: skip
def test_common_forms(typed: str, common: str):
    assert kana.common_form(typed) == common


@given(st.text())
def test_a_common_form_is_its_own_and_is_found_alike(text: str):
    common = kana.common_form(text)
    assert kana.common_form(common) == common
    assert kana.search_key(common) == kana.search_key(text)
