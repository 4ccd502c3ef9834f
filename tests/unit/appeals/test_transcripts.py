"""Text out of a group becomes messages, matters and masked words, in whichever shape it was copied."""

from __future__ import annotations

import random
import time
from datetime import date, datetime

import pytest

from mingcha.appeals.transcripts import masking, reading, threading
from tests.factories import transcripts

TODAY = date(2026, 3, 3)


def read(text: str) -> reading.Heard:
    return reading.read(text, today=TODAY)


@pytest.mark.parametrize("shape", transcripts.SHAPES)
@pytest.mark.parametrize("seed", [7, 8, 9])
def test_5_twenty_of_twenty_are_proposed(shape: str, seed: int) -> None:
    planted = transcripts.make(shape, seed)
    heard = read(planted.text)
    threaded = threading.thread(heard.said)
    cores = [heard.said[one.core].text for one in threaded.threads]
    assert sorted(cores) == sorted(planted.appeals)
    assert heard.recalled == planted.recalled and len(threaded.led_away) == planted.led_away
    said = "\n".join(one.text for one in heard.said)
    assert transcripts.RECALLED not in said
    numbers = [n for one in threaded.threads for n in one.members] + [*threaded.left_out, *threaded.led_away]
    assert sorted(numbers) == list(range(len(heard.said)))


@pytest.mark.parametrize("shape", transcripts.SHAPES)
def test_5_bystanders_are_masked(shape: str) -> None:
    planted = transcripts.make(shape)
    heard = read(planted.text)
    labels = masking.labels_for(one.who for one in heard.said)
    out = "\n".join(masking.mask_text(f"{one.text}\n{one.quote}", labels, heard.called) for one in heard.said)
    assert [secret for secret in (*transcripts.SECRETS, *planted.speakers) if secret in out] == []


@pytest.mark.parametrize("number", transcripts.NUMBERS)
@pytest.mark.parametrize("around", ["我电话{}，请联系", "{}", "张三{}李四", "号码：{}。", "打{}找人\n谢谢"])
def test_5_numbers_in_every_shape(number: str, around: str) -> None:
    masked = masking.mask_numbers(reading.clean(around.format(number)))
    digits = "".join(filter(str.isdigit, masked))
    assert len(digits) <= 8 and "7341" not in masked and "0302" not in masked and "一二" not in masked


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("我邻居王小明家的屋也漏", "王小明"),
        ("户主李国平，电话13873412256", "李国平"),
        ("联系人：欧阳小英 138 7341 2256", "欧阳小英"),
        ("是@谭天乐 说的", "谭天乐"),
        ("住在陈大娘屋后", "陈大娘"),
        ("我老公刘志勇腿断了", "刘志勇"),
        ("微信号：abc_12345", "abc_12345"),
        ("写信到 zhang@example.com", "zhang@"),
    ],
)
def test_5_names_without_a_voice_go_too(said: str, gone: str) -> None:
    assert gone not in masking.mask_text(said, {})


@pytest.mark.parametrize(
    "said", ["高速公路边水库放水", "马上要过年了", "找干部问过", "金额3200元，用了15年", "叫何时来修"]
)
def test_words_that_are_no_names_stay(said: str) -> None:
    assert masking.mask_text(said, {}) == said


def test_speakers_have_one_label_throughout() -> None:
    labels = masking.labels_for(["三组李四(电工)", "王五", "三组李四(电工)", ""])
    assert labels == {"三组李四(电工)": "村民甲", "王五": "村民乙"}
    assert masking.mask_text("李四和王五都晓得，@王五 你说", labels) == "村民甲和村民乙都晓得，@村民乙 你说"


def test_headers_of_all_kinds() -> None:
    said = read("昨天 18:05\n张三:\n路坏了\n\n李四:\n[图片]\n")
    assert [(one.who, one.kind, one.at) for one in said.said] == [
        ("张三", "text", datetime(2026, 3, 2, 18, 5)),
        ("李四", "picture", datetime(2026, 3, 2, 18, 5)),
    ]
    timed = read("张三 2026年3月2日 下午3:07\n时间：明天\n明天上午 9:00\n到\n")
    assert timed.said[0].at == datetime(2026, 3, 2, 15, 7) and len(timed.said) == 1
    assert read("没有任何人名的一段话\n\n另一段").said[1].text == "另一段"


def test_what_was_marked_recalled_goes_and_what_was_not_stays() -> None:
    kept = read("张三 2026/3/2 09:00\n路坏了没人修\n\n李四 2026/3/2 09:05\n早\n张三撤回了一条消息\n")
    assert kept.recalled == 1 and [one.text for one in kept.said] == ["路坏了没人修", "早"]
    named = read("张三:\n路坏了没人修\n李四:\n早\n“张三”撤回了一条消息：路坏了没人修\n")
    assert [one.text for one in named.said] == ["早"]


def test_a_quote_is_not_said_twice() -> None:
    heard = read(
        "张三 9:00\n一组垃圾池满了没人拉\n\n李四 9:01\n「张三：一组垃圾池满了没人拉」\n——————————\n我家门口也是\n"
    )
    threaded = threading.thread(heard.said)
    assert len(threaded.threads) == 1 and threaded.threads[0].why == {1: "quote"}
    assert heard.said[1].text == "我家门口也是" and heard.said[1].quote == "一组垃圾池满了没人拉"


def test_two_places_are_two_matters_of_the_same_person() -> None:
    heard = read("张三 9:00\n三组路灯坏了看不见\n\n张三 9:01\n八组的路灯也坏了\n")
    assert len(threading.thread(heard.said).threads) == 2


def test_what_is_added_to_an_allegation_goes_with_it() -> None:
    heard = read("张三 9:00\n村支书贪污修路款\n\n张三 9:01\n还有他侄子\n\n李四 9:02\n三组路灯坏了没人修\n")
    threaded = threading.thread(heard.said)
    assert threaded.led_away == (0, 1) and len(threaded.threads) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "", "\n\n\n", "👍" * 5000, "\x00\x01\x1b[31m\u202e\u200b" * 2000, "：" * 100_000, "张三：" * 60_000,
        "9" * 200_000,
        "a 1" * 60_000, "@" * 100_000, "「" * 100_000, "张三 2026/13/45 99:99\n文本\n" * 5000, "[图片]" * 40_000,
    ],
)  # fmt: skip
def test_hostile_pastes_are_read_in_time(hostile: str) -> None:
    begun = time.perf_counter()
    heard = read(hostile)
    threading.thread(heard.said[:3000])
    labels = masking.labels_for(one.who for one in heard.said[:3000])
    for one in heard.said[:3000]:
        masking.mask_text(one.text, labels)
    assert time.perf_counter() - begun < 20


def test_random_texts_end_in_exactly_one_place() -> None:
    rng = random.Random(5)
    alphabet = "张三李四路坏了没水：:\n 2026/3/2 09:12「」[图片]@，。撤回了一条消息138"
    for _ in range(300):
        heard = read("".join(rng.choice(alphabet) for _ in range(rng.randint(0, 400))))
        threaded = threading.thread(heard.said)
        numbers = [n for one in threaded.threads for n in one.members] + [*threaded.left_out, *threaded.led_away]
        assert sorted(numbers) == list(range(len(heard.said)))
