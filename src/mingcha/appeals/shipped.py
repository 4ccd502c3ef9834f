"""The categories that come with the platform: practice (domain A1, A4), to be changed to local ones."""

from __future__ import annotations

from dataclasses import dataclass

from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Shipped:
    """A category and the promise of solving an appeal of it."""

    code: str
    title: Message
    promise: str = "appeal_simple"


CATEGORIES = (
    Shipped("road", Message("道路桥梁", "roads and bridges"), "appeal_joint"),
    Shipped("water", Message("饮水灌溉", "water and irrigation"), "appeal_joint"),
    Shipped("power", Message("供电通信", "power and telephone")),
    Shipped("housing", Message("危房改造、宅基地", "housing and homesteads"), "appeal_joint"),
    Shipped("farming", Message("惠农补贴、种养", "farm subsidies and farming")),
    Shipped("relief", Message("低保救助、养老残疾", "relief, old age, disability")),
    Shipped("medical", Message("医疗医保", "medical care and insurance")),
    Shipped("school", Message("教育入学", "schools")),
    Shipped("environment", Message("环境卫生", "environment and refuse")),
    Shipped("land", Message("土地山林、征拆", "land, forest, requisition"), "appeal_joint"),
    Shipped("labour", Message("就业欠薪", "work and unpaid wages")),
    Shipped("order", Message("治安纠纷", "public order and disputes")),
    Shipped("village_affairs", Message("村务公开、集体收支", "village affairs and money")),
    Shipped("service", Message("窗口服务、办事态度", "service at the counter")),
    Shipped("other", Message("其他", "other")),
)


@dataclass(frozen=True)
class ShippedCardRule:
    """Which card a promise gets when it is late by so many levels, and where that is practised."""

    promise: str
    level: int
    colour: str
    citation: str


_BLUE = "实践：阜阳市颍州区（2022）三个工作日未转办亮蓝牌；平台默认值，请按本地规定修改"
_YELLOW = "实践：阜阳市颍州区（2022）一周未办结亮黄牌并函告；平台默认值，请按本地规定修改"
_RED = "实践：阜阳市颍州区（2022）超期、延期超过两次或再次不满意亮红牌；平台默认值，请按本地规定修改"
#: The card of being late, by promise and level; what is not listed is red (domain A2).
CARD_RULES = (
    ShippedCardRule("appeal_accept", 1, "blue", _BLUE),
    ShippedCardRule("appeal_check", 1, "blue", _BLUE),
    *(
        ShippedCardRule(promise, level, colour, citation)
        for promise in (
            "appeal_accept",
            "appeal_check",
            "appeal_simple",
            "appeal_joint",
            "appeal_urgent",
            "appeal_redo",
        )
        for level, colour, citation in ((1, "yellow", _YELLOW), (2, "red", _RED))
        if not (level == 1 and promise in ("appeal_accept", "appeal_check"))
    ),
)
#: What a card by hand and one for the second "not satisfied" rest on.
RED_BY_RATING = _RED
