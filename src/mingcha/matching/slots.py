"""The explanation of a rule before there is a hit: its fields read as what will stand there, not as code."""

from __future__ import annotations

from collections.abc import Sequence

from mingcha.engine.rules.model import Rule
from mingcha.engine.running.template import Piece, pieces
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.messages import Message

#: What rules call their results: counted and compared by them, or clearer here than as the header of a column.
_RESULTS = {
    "payee_name": Message("领款人姓名", "payee's name"),
    "payee": Message("领款人身份证号", "payee's identity number"),
    "fund": Message("资金项目", "fund"),
    "count": Message("笔数", "how many"),
    "people": Message("人数", "how many people"),
    "households": Message("户数", "how many households"),
    "days": Message("天数", "days"),
    "months": Message("月数", "months"),
    "gap_months": Message("间隔月数", "months between"),
    "minutes": Message("分钟数", "minutes"),
    "together": Message("共同次数", "times together"),
    "bids": Message("投标次数", "how many bids"),
    "age": Message("年龄", "age"),
    "year": Message("年份", "year"),
    "unit": Message("单位", "body"),
    "post": Message("职务", "post"),
    "relation": Message("关系", "relation"),
    "tie": Message("关系", "relation"),
    "role": Message("身份", "role"),
    "reason": Message("原因", "reason"),
    "reasons": Message("原因", "reasons"),
    "state": Message("状态", "state"),
    "kind": Message("种类", "kind"),
    "village_name": Message("村名", "village"),
    "dwellings": Message("套数", "how many"),
    "minimum": Message("标准数", "limit"),
    "sanction": Message("处分种类", "sanction"),
    "change": Message("变动", "change"),
    "term": Message("学期", "term"),
    "quarter_text": Message("季度", "quarter"),
    "day_name": Message("星期或节假日", "day"),
    "nearest": Message("距离", "distance"),
    "register": Message("登记来源", "register"),
    "what": Message("事项", "matter"),
    "filed": Message("有无", "whether"),
}
#: By the end of a name: `leader_post`, `unit_a`.
_ENDS = {
    "post": Message("职务", "post"),
    "unit": Message("单位", "body"),
    "role": Message("身份", "role"),
    "place": Message("地点", "place"),
    "name": Message("名称", "name"),
}
#: By the format of a field, when nothing more is known of it.
_TYPES = {
    "name": Message("姓名", "name"),
    "person_id": Message("身份证号", "identity number"),
    "uscc": Message("统一社会信用代码", "credit code"),
    "plate": Message("车牌号", "plate"),
    "account": Message("账号", "account"),
    "ref": Message("编号", "number"),
    "money": Message("金额", "amount"),
    "mu": Message("面积", "area"),
    "decimal": Message("数量", "quantity"),
    "date": Message("日期", "date"),
    "datetime": Message("时间", "moment"),
    "month": Message("月份", "month"),
}
#: Columns that only derived tables have.
_DERIVED = {
    "period_to": Message("补贴期止", "paid for, until"),
    "cancelled": Message("误登已撤销", "cancelled"),
    "evidence": Message("证据行", "evidence rows"),
    "died_month": Message("死亡月份", "month of death"),
    "stolen_identity": Message("冒名登记", "identity used by others"),
    "a": Message("甲方", "one person"),
    "b": Message("乙方", "the other person"),
    "relation_zh": Message("关系（中文）", "relation (Chinese)"),
    "relation_en": Message("关系（英文）", "relation (English)"),
    "role_zh": Message("身份（中文）", "role (Chinese)"),
    "role_en": Message("身份（英文）", "role (English)"),
    "kind_zh": Message("种类（中文）", "kind (Chinese)"),
    "from_month": Message("起始月份", "from month"),
    "to_month": Message("终止月份", "until month"),
    "first_month": Message("最早月份", "first month"),
    "last_month": Message("最后月份", "last month"),
    "acquitted": Message("宣告无罪", "acquitted"),
    "community": Message("社区矫正", "community correction"),
    "member": Message("成员", "member"),
    "member_name": Message("成员姓名", "member's name"),
    "county": Message("县市区", "county"),
    "coop_member": Message("合作社成员", "member of a cooperative"),
    "x_guardian": Message("监护关系", "guardian"),
    "x_organisation": Message("单位账户", "account of a body"),
    "x_household": Message("同户", "same household"),
    "x_kin": Message("近亲属", "near kin"),
    "x_name_variant": Message("姓名异写", "name written otherwise"),
    "harmless": Message("可排除", "explained"),
    "link_rows": Message("关联行", "linking rows"),
    "filled_at": Message("加油时间", "moment of the fill"),
    "day": Message("日期", "day"),
    "for_container": Message("桶装", "into a container"),
    "for_machine": Message("机具用油", "for machines"),
    "goods_fuel": Message("所购油品", "fuel bought"),
    "vehicle_fuel": Message("登记油品", "fuel registered"),
    "low_paid_post": Message("公益性岗位", "low-paid post"),
    "gone": Message("已注销", "deregistered"),
    "not_delivered": Message("未交付", "not delivered"),
    "commodity": Message("商品房", "commodity flat"),
    "registered_month": Message("登记月份", "month of registration"),
    "inherited": Message("继承所得", "inherited"),
    "resettled": Message("拆迁安置", "resettlement"),
    "closed": Message("已注销", "closed"),
    "dormant": Message("无经营", "dormant"),
    "listed_share": Message("上市公司股份", "listed shares"),
    "holder_name": Message("姓名", "name"),
    "village_cadre": Message("村干部", "village cadre"),
    "leader": Message("领导人员", "leader"),
    "child": Message("子女", "child"),
    "parent": Message("父母", "parent"),
    "returned_on": Message("退回日期", "returned on"),
}
_ROW = Message("所在行", "row")
_FIRST, _LAST = Message("最早月份", "first month"), Message("最后月份", "last month")
_ELSE = Message("内容", "text")


def readable(rule: Rule, registers: Sequence[DatasetSpec]) -> Message:
    """The explanation with `〔领款人姓名〕` and `‹payee's name›` where values of a hit will stand."""
    zh = "".join(p.text + (f"〔{_slot(p, registers).zh}〕" if p.column else "") for p in pieces(rule.explanation.zh))
    en = "".join(p.text + (f"‹{_slot(p, registers).en}›" if p.column else "") for p in pieces(rule.explanation.en))
    return Message(zh, en)


def column_title(name: str, registers: Sequence[DatasetSpec]) -> Message:
    """What a column of a derived table is called, by the registers below it; its code when nobody says."""
    for spec in registers:
        known = spec.columns.get(name) or spec.columns.get(name.removesuffix("_from"))
        if known is not None and known.title_zh and known.title_en:
            return Message(known.title_zh, known.title_en)
    if name.endswith("_row") or name.startswith("row_"):
        return _ROW
    return _DERIVED.get(name) or _RESULTS.get(name) or Message(name, name)


def _slot(piece: Piece, registers: Sequence[DatasetSpec]) -> Message:
    """What a field holds: a column of a register, a figure of the rule, else what its format says."""
    name = str(piece.column).removesuffix("_zh").removesuffix("_en")
    if name in _RESULTS:
        return _RESULTS[name]
    if name in ("first", "last") and piece.format == "month":
        return _FIRST if name == "first" else _LAST
    for spec in registers:
        known = spec.columns.get(name)
        if known is not None and known.title_zh and known.title_en and known.type == (piece.format or known.type):
            return Message(known.title_zh, _inside(known.title_en))
    end = name.removesuffix("_a").removesuffix("_b").rpartition("_")[2]
    return _TYPES.get(piece.format) or _ENDS.get(end, _ELSE)


def _inside(title: str) -> str:
    """A title in the middle of a sentence; abbreviations keep their capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
