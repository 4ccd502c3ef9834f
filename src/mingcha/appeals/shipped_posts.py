"""
The sets of compulsory posts that come with the platform: practice (domain A1), to be changed to local texts.

Of the ten (十保障) the report of Zhuzhou names three functions and the three levels of discipline staff; the others
are for the local text to say, and are not invented here.
"""

from __future__ import annotations

from dataclasses import dataclass

from mingcha.kernel.messages import Message

_FIVE = "衡阳市监督服务群实践（网上衡阳，2020—2021）：一村一领导、一纪检、一党建、一辅警、一网格员"
_TEN = "株洲市“幸福株洲”监督与服务微信群实践（红网，2020）：与民生事务相关的“十保障”责任人，其余岗位以当地文件为准"


@dataclass(frozen=True)
class ShippedPosts:
    """A set with its basis and its posts."""

    code: str
    title: Message
    basis: str
    posts: tuple[Message, ...]


POST_SETS = (
    ShippedPosts(
        "five",
        Message("五保障", "the five posts"),
        _FIVE,
        (
            Message("联村领导", "leader in charge of the village"),
            Message("纪检干部", "discipline officer"),
            Message("党建指导员", "party-building officer"),
            Message("辅警", "auxiliary policeman"),
            Message("网格员", "grid worker"),
        ),
    ),
    ShippedPosts(
        "ten",
        Message("十保障", "the ten posts"),
        _TEN,
        (
            Message("村（社区）两委负责人", "head of the village committees"),
            Message("网格员", "grid worker"),
            Message("辅警", "auxiliary policeman"),
            Message("乡镇纪检干部", "discipline officer of the township"),
            Message("县级纪检干部", "discipline officer of the county"),
            Message("市级纪检干部", "discipline officer of the city"),
        ),
    ),
)
