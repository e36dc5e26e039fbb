"""Encodings are found or asked for, never guessed; scrambled text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.errors import Place, ReadingError
from migrant_rh.reading.encoding import byte_order_mark, choose_encoding, undecodable
from migrant_rh.reading.mojibake import scrambled
from migrant_rh.reading.pieces import Decoded, Piece, decode
from migrant_rh.reading.plausibility import looks_chinese, readings, too_short_for_utf8

CHINESE = (
    "流动人口生殖健康综合干预效果评价问卷调查表被调查者姓名性别年龄文化程度婚姻状况户籍所在地现居住地"
    "您是否持有婚育证明知道哪些避孕方法北京上海成都建筑工地餐饮服务企业干预组对照组基线终末未婚已婚离异"
)
names = st.text(CHINESE, min_size=2, max_size=12)


def chosen(texts, encoding, **options):
    """What is chosen for texts written in an encoding."""
    return choose_encoding([Piece(text.encode(encoding)) for text in texts], "x.csv", **options)


@given(st.lists(names, min_size=2, max_size=20))
def test_chinese_in_gbk_is_found(texts):
    assert chosen(texts, "gbk").name == "gb18030"


@given(st.lists(names, min_size=1, max_size=20))
def test_chinese_in_utf_8_is_found(texts):
    found = chosen(texts, "utf-8")
    assert (found.name, found.found) == ("utf-8", "tried")


@pytest.mark.parametrize(
    ("texts", "encoding"),
    [
        (["Køn", "Vægt", "Højde", "Vægt i 20 års alderen", "Opvækst"], "cp1252"),
        (["Køn", "Vægt", "Højde"], "cp850"),
        (["Müller", "Åberg", "García", "Zoë"], "cp1252"),
        (["Sexe", "Âge", "Décédé", "à l'hôpital"], "cp1252"),
        (["Κωδικός", "Όνομα", "Πόλη", "Γιώργος", "Ελένη"], "cp1253"),
        (["Пол", "Возраст", "Место жительства", "мужской"], "cp1251"),
        (["Płeć", "Źródło", "Łódź"], "cp1250"),
        (["臺灣", "臺北市", "電話號碼"], "big5"),
        (["性別", "年齢", "ひらがな", "カタカナ"], "shift_jis"),
        (["┌──────────────┐", "└──────────────┘"], "cp437"),
    ],
)
def test_other_bytes_that_decode_as_chinese_are_asked_for(texts, encoding):
    with pytest.raises(ReadingError) as caught:
        chosen(texts, encoding)
    (problem,) = caught.value.problems
    assert problem.code == "reading.encoding"
    assert problem.expected is not None
    assert encoding in problem.expected.en
    first = next(text for text in texts if not text.isascii())
    assert first[:4] in problem.expected.en


@pytest.mark.parametrize("text", ["café", "Müller", "Zoë and Åse", "Γιώργος", "Москва", "日本語"])
def test_utf_8_of_other_languages_is_found(text):
    assert chosen([text], "utf-8").name == "utf-8"


def test_one_character_that_may_be_either_is_asked_for():
    with pytest.raises(ReadingError) as caught:
        chosen(["模"], "gbk")
    assert "模" in caught.value.problems[0].expected.en
    assert "ģ" in caught.value.problems[0].expected.en


def test_pure_ascii_is_said_to_be_so():
    found = chosen(["id", "sex"], "ascii")
    assert (found.name, found.found) == ("ascii", "ascii")


def test_a_declared_encoding_holds():
    found = chosen(["Køn"], "cp1252", declared="Windows-1252")
    assert (found.name, found.found) == ("cp1252", "declared")


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13"])
def test_an_unknown_encoding_is_refused(name):
    with pytest.raises(ReadingError) as caught:
        chosen(["a"], "ascii", declared=name)
    assert caught.value.problems[0].code == "reading.unknown-encoding"


def test_a_declaration_may_not_contradict_the_mark():
    with pytest.raises(ReadingError) as caught:
        chosen(["a"], "ascii", declared="gb18030", mark="utf-8")
    assert caught.value.problems[0].code == "reading.marked-otherwise"
    assert chosen(["a"], "ascii", declared="utf-8-sig", mark="utf-8").name == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding):
    found = byte_order_mark("北京".encode(encoding))
    assert found.raw
    assert found.encoding.startswith(encoding[:5])
    assert byte_order_mark(b"plain").encoding == ""


@given(names, st.integers(1, 20))
def test_a_cut_piece_loses_at_most_one_character(text, width):
    raw = text.encode("gb18030")[:width]
    found = decode(Piece(raw, full=True), "gb18030")
    assert text.startswith(found.text)
    assert len(found.text) == len(raw) // 2
    assert found.cut == (len(raw) % 2 == 1)


def test_a_piece_that_is_not_full_is_never_cut():
    with pytest.raises(UnicodeDecodeError):
        decode(Piece("北京".encode("gbk")[:3]), "gb18030")
    with pytest.raises(UnicodeDecodeError):
        decode(Piece(b"\xff\xff\xff", full=True), "utf-8")
    assert decode(Piece(b"abc", full=True), "utf-8") == Decoded("abc")


def test_bytes_outside_the_encoding_are_shown():
    problem = undecodable(Place("x.csv", line=3), "utf-8", Piece("Køn".encode("cp1252")))
    assert "4b f8 6e" in problem.found.en
    assert "Køn" in problem.expected.en


def test_common_characters_are_chinese_and_rare_ones_are_not():
    assert looks_chinese("被调查者姓名：张三，李四；王五。")
    assert looks_chinese("王鑫 李雯 张伟 刘洋 陈静 杨婷婷 赵磊 黄海燕")
    assert not looks_chinese("戍溟挈")
    assert not looks_chinese("哪哪哪哪哪哪")


def test_accents_in_a_word_are_utf_8():
    assert not too_short_for_utf8("café")
    assert too_short_for_utf8("é")


def test_readings_of_bytes_that_nothing_holds():
    assert (
        readings([Piece(b"\x81\xff\x00\xfe\xff")]) is None
        or "reads" in readings([Piece(b"\x81\xff\x00\xfe\xff")]).en
    )


@pytest.mark.parametrize("text", ["上海", "北京市海淀区", "对照组", "A组：上海"])
@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_utf_8_read_as_western_is_told_and_undone(text, wrong):
    raw = text.encode("utf-8")
    try:
        value = raw.decode(wrong)
    except UnicodeDecodeError:
        value = "".join(bytes([b]).decode(wrong, "ignore") or chr(b) for b in raw)
    assert scrambled([value, "ok"]) == {value: text}


def test_replacement_characters_are_told_and_lost():
    assert scrambled(["\ufffd\ufffd\ufffd", "北京"]) == {"\ufffd\ufffd\ufffd": ""}
    assert scrambled(["锟斤拷"]) == {"锟斤拷": ""}


def test_gbk_read_as_latin_is_told_where_it_is_the_rule():
    assert scrambled(["ÉÏº£", "±±¾©", "x"]) == {"ÉÏº£": "上海", "±±¾©": "北京"}
    assert scrambled(["ÉÏº£", "北京", "成都"]) == {}


def test_utf_8_read_as_gbk_is_told_where_it_is_the_rule():
    values = [text.encode("utf-8").decode("gb18030") for text in ("上海", "成都", "北京")]
    assert scrambled(values) == dict(zip(values, ("上海", "成都", "北京"), strict=True))


@given(st.lists(names, max_size=30))
def test_good_chinese_is_never_called_scrambled(texts):
    assert scrambled(texts) == {}


@pytest.mark.parametrize(
    "values",
    [
        ["Zoë", "Åse", "Müller", "café", "naïve", "El Niño", "Łódź", "Πόλη", "Москва"],
        ["100 m²", "≥5 µg", "30 °C", "“quoted”", "a–b", "§ 3"],
        ["日本語", "ひらがな", "한국어", "臺灣"],
    ],
)
def test_good_text_of_other_languages_is_never_called_scrambled(values):
    assert scrambled(values) == {}
