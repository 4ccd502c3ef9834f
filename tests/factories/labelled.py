"""
Labelled appeals as villagers write them: 125 matters, each told four times in other words, with dialect, typos and
homophones. Every matter has twins of its kind at other places, so that the place has to tell them apart.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

#: Category, and four ways to tell the same kind of matter; `{at}` is the place.
_KINDS: tuple[tuple[str, tuple[str, str, str, str]], ...] = (
    (
        "road",
        (
            "{at}的水泥路塌了一块，车过不去",
            "{at}那里路面陷下去好大一个坑，摩托车都不敢走",
            "走{at}过，路断了半边，请来修一下",
            "{at}路基垮了，落雨天更加走不得",
        ),
    ),
    (
        "road",
        (
            "{at}的桥护栏断了，小孩过桥危险",
            "{at}桥上栏杆没有了，怕人掉下去",
            "反映{at}那座桥两边冇得护栏",
            "{at}桥的扶手烂了几年没人管",
        ),
    ),
    (
        "water",
        (
            "{at}自来水停了三天",
            "{at}这边水龙头三天不出水了，冇水喝",
            "家住{at}，几天没来水，什么时候恢复",
            "{at}停水好久了，水厂电话打不通",
        ),
    ),
    (
        "water",
        (
            "{at}抽水机坏了，秧田干裂",
            "{at}泵站抽不上水，田里都开坼了",
            "{at}的抽水泵烧了没人修，作田冇水",
            "请尽快修好{at}的抽水机，禾苗要旱死了",
        ),
    ),
    (
        "water",
        (
            "{at}水井的水变浑发黄",
            "{at}井水有味道，颜色黄，不敢喝",
            "{at}那口井水质不好，浑得很",
            "我们吃水靠{at}的井，现在水是黄的",
        ),
    ),
    (
        "power",
        (
            "{at}路灯坏了四盏",
            "{at}的路灯不亮了，晚上看不见",
            "晚上走{at}墨黑，路灯冇一盏亮",
            "{at}灯坏了个把月，请换灯泡",
        ),
    ),
    (
        "power",
        (
            "{at}经常停电，电压低",
            "{at}电压不稳，空调带不动",
            "{at}一到晚上就跳闸停电",
            "{at}变压器太小，电饭煲都煮不熟饭",
        ),
    ),
    (
        "power",
        (
            "{at}电线掉下来快到地上了",
            "{at}有根电线吊得好低，会触电",
            "{at}那里电线断了垂下来，危险",
            "请电力来{at}看下，线子掉到路边了",
        ),
    ),
    (
        "environment",
        (
            "{at}垃圾池满了没人清",
            "{at}的垃圾堆成山，臭死人",
            "{at}垃圾好久冇人拉，蚊子苍蝇多",
            "清洁员半个月没到{at}收垃圾",
        ),
    ),
    (
        "environment",
        (
            "{at}养猪场排污水到河里",
            "{at}猪场的粪水流到圳里，鱼都死了",
            "{at}养猪的臭气熏天，污水直排",
            "{at}那个猪场没有化粪池，脏水到处流",
        ),
    ),
    (
        "environment",
        (
            "{at}有人烧塑料，黑烟大",
            "{at}小作坊焚烧废旧塑料，气味刺鼻",
            "{at}天天冒黑烟，烧胶的味道",
            "{at}烧垃圾烧轮胎，喉咙都痛",
        ),
    ),
    (
        "relief",
        (
            "{at}张婆婆低保停发了",
            "{at}一户低保今年没领到钱",
            "住{at}的老人低保卡上没进账",
            "{at}低保户的钱断了三个月，何解",
        ),
    ),
    (
        "relief",
        (
            "{at}老人高龄津贴没有到账",
            "我爷爷住{at}，八十多岁津贴没发",
            "{at}高龄补助从三月起冇得了",
            "问下{at}八十岁老人的津贴怎么没到",
        ),
    ),
    (
        "relief",
        (
            "{at}残疾人申请轮椅没有回音",
            "{at}有个残疾的申请轮椅半年了",
            "替{at}的残疾人问轮椅几时发",
            "{at}残联轮椅报上去冇下文",
        ),
    ),
    (
        "medical",
        (
            "{at}合作医疗交了钱查不到记录",
            "{at}医保缴费了系统没有名字，报不了账",
            "住{at}，新农合交了，住院报销不了",
            "{at}几户交了医保查不到",
        ),
    ),
    (
        "medical",
        (
            "{at}卫生室经常关门",
            "{at}卫生室冇得医生，门锁着",
            "到{at}卫生室看病次次没人",
            "{at}的村医长期不在岗，老人买药难",
        ),
    ),
    (
        "school",
        (
            "{at}校车停开，小孩上学远",
            "{at}没有校车了，细伢子走八里路读书",
            "{at}的校车不来了，家长接送难",
            "请恢复{at}的校车",
        ),
    ),
    (
        "school",
        (
            "{at}小学营养餐质量差",
            "{at}学校中饭饭菜冷的，肉都没有",
            "细伢子在{at}读书，营养餐吃不饱",
            "{at}小学的伙食太差了，请查一下",
        ),
    ),
    (
        "farming",
        ("{at}种粮补贴没有发", "{at}今年粮补冇到卡", "{at}几户的耕地补贴没领到", "种了八亩田，{at}补贴款没有打"),
    ),
    (
        "farming",
        (
            "{at}野猪糟蹋庄稼",
            "{at}野猪成群，红薯花生拱光了",
            "{at}的苞谷被野猪吃了，有没有赔",
            "请想办法治{at}的野猪，庄稼冇收成",
        ),
    ),
    (
        "housing",
        (
            "{at}老屋是危房申请改造",
            "{at}有栋土砖房裂了缝，快倒了",
            "{at}房子墙体开裂，想申请危改",
            "住{at}，屋顶漏雨墙要倒，求危房改造",
        ),
    ),
    (
        "land",
        (
            "{at}修路征地补偿款没发",
            "{at}征了田两年没给钱",
            "{at}被征收的土地补偿还没到",
            "何时付{at}的征地款，拖两年了",
        ),
    ),
    (
        "labour",
        ("{at}工地拖欠工资", "在{at}工地做事三个月没拿到工钱", "{at}老板欠我们十几个人工资", "{at}做泥工的钱一直不结"),
    ),
    (
        "order",
        ("{at}有恶犬咬人", "{at}那户人家的狗不拴，咬了两个人", "{at}放养的大狗追人咬", "路过{at}被狗咬了，没人管"),
    ),
    (
        "service",
        (
            "{at}便民窗口办事推诿",
            "到{at}窗口盖章跑三趟不给办",
            "{at}服务大厅人员态度差，材料齐了不办",
            "{at}办证刁难人，来回跑",
        ),
    ),
)
_PLACES = (
    "三组路口",
    "七组",
    "金兰街上",
    "石桥头",
    "老祠堂",
    "杨柳塘",
    "东冲",
    "西冲水库",
    "马家湾",
    "十一组",
    "大屋场",
    "新塘坳",
    "枫树岭",
    "竹山",
    "下湾组",
    "五里牌",
    "观音阁",
    "黄泥坡",
    "井边",
    "学堂湾",
)
_HOMOPHONES = {
    "塌": "踏",
    "坏": "怀",
    "修": "休",
    "灯": "登",
    "井": "景",
    "浑": "混",
    "垃圾": "拉圾",
    "补贴": "补帖",
    "卫生": "卫身",
    "停": "亭",
    "没": "冇",
    "在": "再",
    "的": "滴",
    "请": "情",
    "报销": "报消",
    "拖欠": "拖歉",
    "危险": "危显",
    "怎么": "么子",
    "什么": "么子",
    "几": "己",
}
_BEFORE = ("", "", "请问领导，", "你好，", "反映一下，", "书记，", "麻烦看看，", "我是本村的，")
_AFTER = ("", "", "，请处理", "。谢谢", "，求解决！", "，已经反映几次了", "，老人小孩都不方便", "，拜托了")


@dataclass(frozen=True)
class Labelled:
    """An appeal, the matter it is about, and its category."""

    text: str
    matter: int
    code: str
    #: What stands in the field for the place: half of the people fill it in.
    spot: str = ""
    #: Which of the four ways of telling it: to hold out one that a model never saw.
    telling: int = 0


def labelled(seed: int = 17, places: int = 5) -> list[Labelled]:
    """500 of 125 matters: the same every time."""
    rng = random.Random(seed)
    found = []
    for kind, (code, tellings) in enumerate(_KINDS):
        for number, at in enumerate(rng.sample(_PLACES, places)):
            matter = kind * places + number
            for telling, one in enumerate(tellings):
                text = _spoiled(_dressed(one.format(at=at), rng), rng)
                found.append(Labelled(text, matter, code, at if rng.random() < 0.5 else "", telling))
    rng.shuffle(found)
    return found


def many(count: int, seed: int = 3) -> Iterator[Labelled]:
    """As many as are wanted, for measuring: the same kinds at made-up places."""
    rng = random.Random(seed)
    for number in range(count):
        code, tellings = rng.choice(_KINDS)
        at = rng.choice(_PLACES) + rng.choice(("边", "附近", "上头", "对面", "隔壁", ""))
        telling = rng.randrange(len(tellings))
        yield Labelled(_spoiled(_dressed(tellings[telling].format(at=at), rng), rng), number, code, "", telling)


def _dressed(text: str, rng: random.Random) -> str:
    return rng.choice(_BEFORE) + text + rng.choice(_AFTER)


def _spoiled(text: str, rng: random.Random) -> str:
    """A homophone or two, and one time in three a letter lost, doubled or two of them swapped."""
    for word, wrong in rng.sample(sorted(_HOMOPHONES.items()), 6):
        if word in text and rng.random() < 0.5:
            text = text.replace(word, wrong, 1)
    if rng.random() < 0.35:
        at = rng.randrange(1, len(text) - 1)
        how = rng.randrange(3)
        text = text[:at] + (text[at + 1 :], text[at] + text[at:], text[at + 1] + text[at] + text[at + 2 :])[how]
    return text
