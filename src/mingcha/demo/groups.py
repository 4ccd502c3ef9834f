"""Supervision groups of the demonstration: posts with one vacancy, a plan, and a month of patrol with gaps."""

from __future__ import annotations

from datetime import datetime, timedelta

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.appeals import operations
from mingcha.appeals.models import GroupPost, PostSet, SupervisionGroup
from mingcha.demo.people import BY, TOWNSHIP, Cast
from mingcha.org.models import Area

_COVENANT = (
    "一、一户一人，实名入群（组别＋姓名）。\n二、说实情、讲道理，不传谣、不谩骂。\n三、反映问题说清时间、地点、什么事。\n"
    "四、反映公职人员违纪违法问题不在群里说，走专门渠道。\n五、保障人员每天看群，能答复的当天答复。"
)
#: Post → who holds it in the groups of the demonstration (fictional), and the office.
_HOLDERS = {
    "联村领导": ("龙联村", "镇党委委员", "0734-8880001"),
    "纪检干部": ("谭镇纪", "镇纪委", "0734-8880002"),
    "党建指导员": ("邹党建", "镇党建办", "0734-8880003"),
    "辅警": ("游平安", "派出所辅警", "0734-8880110"),
    "网格员": ("文网格", "村网格员", "0734-8880004"),
}
_GROUPS, _DAYS = 6, 12


def load(people: Cast, *, at: datetime) -> SupervisionGroup:
    """Groups of villages of the township; the first one."""
    operations.install_post_sets(by=BY, at=at)
    five, since = PostSet.objects.get(code="five"), at - timedelta(days=_DAYS)
    villages = list(Area.objects.filter(level="village", code__startswith=TOWNSHIP[:9]).order_by("code")[:_GROUPS])
    made = [_open(village, five, number, since) for number, village in enumerate(villages)]
    codes, before = [group.code for group in made], _predecessor(people, since)
    operations.plan_patrol(codes=codes[:-1], person=before, by=BY, at=since)
    for past in range(_DAYS, -1, -1):
        # A weekend was missed, and two groups are looked at more rarely; of today some wait.
        seen = codes[:-1] if past % 7 not in (5, 6) else codes[:2]
        seen = seen[:2] if past == 0 else seen if past % 3 else seen[:4]
        looks = {code: operations.Look(1, "路灯不亮") if past == 4 else operations.Look() for code in seen}
        operations.look_at_groups(looks=looks, by=before, at=at - timedelta(days=past))
    operations.plan_patrol(codes=codes[:-1], person=people.users["duty_holder"], by=BY, at=at)
    return made[0]


def _predecessor(people: Cast, at: datetime) -> User:
    """Whoever looked at the groups until today: the others have their roles only since now."""
    office = people.users["duty_holder"].office
    user = accounts.open_account(
        username="patroller", name="侯巡群", password=people.password, office=office, by=BY, at=at
    )
    accounts.give_role(user=user, role="duty_holder", area=Area.objects.get(code=TOWNSHIP), by=BY, at=at)
    return user


def _open(village: Area, five: PostSet, number: int, at: datetime) -> SupervisionGroup:
    households = 260 + 17 * number
    facts = operations.GroupFacts(
        name=f"{village.name}监督服务群",
        platform="wechat",
        post_set=five,
        households=households - 12 * number - 8,
        members=households + 150,
        covenant=_COVENANT,
        village=households,
    )
    group = operations.open_group(area=village, facts=facts, by=BY, at=at)
    for post in GroupPost.objects.filter(group=group).select_related("kind"):
        if number == 1 and post.kind.title_zh == "辅警":
            continue  # the vacancy
        name, office, telephone = _HOLDERS[post.kind.title_zh]
        holder = operations.Holder(name, office, telephone)
        operations.hand_over_post(post_id=post.pk, holder=holder, reason="建群时安排（演示）", by=BY, at=at)
    return group
