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
