"""Transcripts of a village group with planted appeals, in the shapes in which chat programs write them out."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: What twenty villagers want: who, what, and what follows from the same or others. `{…}` are filled below.
_PLANTED = (
    ("周桂香", "村口到三组的水泥路塌了一块，车子过不去。", ("张海生：我家也走那边，摩托都过不得",)),
    ("李建国", "五组泵站抽水机坏了半个月，秧田都裂了。", ("李建国：[图片]",)),
    ("王秀莲", "我婆婆83岁，高龄津贴从三月起没有到账，我电话{phone1}", ()),
    (
        "刘满妹",
        "一组垃圾池满了没人拉，臭得很",
        ("陈志强：「刘满妹：一组垃圾池满了没人拉，臭得很」\n- - - - - - - - - - - - - - -\n苍蝇到处都是",),
    ),
    ("陈志强", "七组路灯坏了四盏，晚上看不见路", ()),
    ("欧阳春", "合作医疗缴费后查不到记录，住院报销不了，身份证{id1}", ()),
    ("何小英", "请问九组自来水停水几天了，什么时候来水？", ("何小英：家里两个老人冇水喝",)),
    ("彭大勇", "我屋里屋顶漏雨，是危房，想申请危房改造，怎么弄", ()),
    ("谭玉兰", "种粮补贴款今年没发到卡上，卡号{card1}", ()),
    ("蒋新民", "村小学的校车停开了，细伢子上学走八里路，希望恢复", ()),
    ("罗冬梅", "养猪场排污水到河里，水面都是死鱼", ("罗冬梅：[视频]", "胡国庆：对的，臭味我们这边也闻得到")),
    ("胡国庆", "修高速征地的补偿款两年了还没发给我们四组", ()),
    ("曹立新", "在镇上工地做了三个月，工资一直拖欠，包工头叫邹大海，电话{phone2}", ()),
    ("唐雪琴", "十组恶犬没人管，昨天又咬了人", ("唐雪琴：住{neighbour}隔壁的也被咬过",)),
    ("邓光明", "去年集体收入和支出账目一直没有公开，希望公示一下", ()),
    ("肖翠花", "到镇里窗口盖章跑了三趟都不给办，材料都齐的", ()),
    ("田水根", "十一组电线掉下来快挨到地了，漏电很危险！", ("田水根：[图片]", "田水根：细伢子天天从下面过")),
    ("段爱莲", "低保去年批了今年没领到，家里情况没变，找{official}说系统没通过", ()),
    ("钟铁牛", "八组水渠堵了放水不到田里", ()),
    ("魏细妹", "村卫生室经常关门，看病要跑到镇上，能不能安排人值班", ()),
)
_CHATTER = (
    "早上好[太阳]",
    "收到",
    "谢谢书记",
    "哈哈哈哈",
    "今天赶集的一起走",
    "👍👍👍",
    "明天吃酒的几点到",
    "帮忙砍价 https://example.com/x",
    "自家土鸡蛋出售，要的加微信 {wechat}",
    "[动画表情]",
    "恭喜恭喜",
    "@所有人 明天上午九点在村部开会，请各户派一人参加",
    "天气预报说明天有雨",
)
_BYSTANDERS = {
    "phone1": "138 7341 2256",
    "phone2": "+86-159-0734-8866",
    "id1": "430421 19500302 123X",
    "card1": "6217 9955 1000 0123 456",
    "neighbour": "谭大爷",
    "official": "值班员",
    "wechat": "tuji_1988",
}
#: Bystanders' numbers of their own: the shapes people write.
NUMBERS = (
    "13873412256",
    "138-7341-2256",
    "138 7341 2256",
    "１３８７３４１２２５６",
    "+8613873412256",
    "86 138 7341 2256",
    "幺三八七三四一二二五六",
    "一三八七三四一二二五六",
    "0734-8123456",
    "(0734)8123456",
    "07348123456",
    "430421195003021234",
    "43042119500302123X",
    "43042119500302123x",
    "430421 1950 0302 1234",
    "430421-19500302-1234",
    "430421500302123",
    "6217995510000123456",
    "6217 9955 1000 0123 456",
    "4３0421195003021234",
    "138.7341.2256",
    "1 3 8 7 3 4 1 2 2 5 6",
)
SECRETS = ("7341", "0302", "9955", "1000 0123", "0734-8866", "tuji_1988", "邹大海", "谭大爷")
ALLEGATION = "村支书冒领五保户的补贴款三年了，大家都晓得。"
RECALLED = "我刚才说错了，三组的低保户是我侄子，别传。"


@dataclass
class Planted:
    """A transcript, and what was put into it."""

    text: str
    appeals: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    led_away: int = 2
    recalled: int = 3


def make(shape: str, seed: int = 7, appeals: int = 20) -> Planted:
    """A day in a group: `desk`, `phone`, `wecom`, `plain`, `qq`."""
    rng, at = random.Random(seed), datetime(2026, 3, 2, 8, 0)
    lines: list[tuple[str, datetime, str]] = []

    def say(who: str, text: str, minutes: int) -> None:
        nonlocal at
        at += timedelta(minutes=minutes)
        lines.append((who, at, text.format(**_BYSTANDERS)))

    talkers = [who for who, _what, _more in _PLANTED] + ["支部小周", "张海生"]
    for number, (who, what, more) in enumerate(_PLANTED[:appeals]):
        say(who, what, rng.randint(9, 25))
        for follow in more:
            by, _, text = follow.partition("：")
            say(by, text, rng.randint(1, 3))
        for _ in range(rng.randint(0, 3)):
            say(rng.choice(talkers), rng.choice(_CHATTER), rng.randint(1, 4))
        if number == 4:
            say("郭明", ALLEGATION, 5)
            say("易芳", f"「郭明：{ALLEGATION}」\n- - - - - - - - - - - - - - -\n我也听说了", 1)
        if number == 8:
            say("旷大为", RECALLED, 6)
            say("", "“旷大为” 撤回了一条消息", 1)
        if number == 12:
            say("颜芬", "[此消息已撤回]", 3)
            say("", '"聂小兵" 撤回了一条消息', 2)
    texts = [what.format(**_BYSTANDERS) for _who, what, _more in _PLANTED[:appeals]]
    return Planted(_written(shape, lines), texts, talkers)


def _written(shape: str, lines: list[tuple[str, datetime, str]]) -> str:
    if shape == "phone":
        return "\n\n".join(["————— 2026-03-02 —————"] + [_phone(*line) for line in lines])
    if shape == "plain":
        return "2026年3月2日 上午8:00\n" + "\n".join(f"{who}：{text}" if who else text for who, _at, text in lines)
    form = {
        "desk": "{who} {at.year}/{at.month}/{at.day} {at:%H:%M}\n{text}\n",
        "wecom": "{who}(金兰村) {at:%Y-%m-%d %H:%M:%S}\n{text}\n",
        "qq": "{at:%Y-%m-%d %H:%M:%S} {who}(100866)\n{text}\n",
        "alone": "{who}:\n{text}\n",
    }[shape]
    return "\n".join(form.format(who=who, at=at, text=text) if who else text for who, at, text in lines)


def _phone(who: str, at: datetime, text: str) -> str:
    return f"{who}  {at:%H:%M}\n\n{text}" if who else text


SHAPES = ("desk", "phone", "wecom", "qq", "plain", "alone")
