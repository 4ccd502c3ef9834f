"""Benchmark files about property and companies."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mingcha.engine.city.bench_payments import Plan
from mingcha.engine.city.bench_people import official_rows
from mingcha.engine.city.clean_csv import CleanCsv, choice, chunks, constant, day_column, roughen, where_known
from mingcha.engine.city.households import AS_OF
from mingcha.engine.city.identity import digits, id18_strings, plates_matrix, strings, uscc_matrix
from mingcha.engine.city.population import Population

FULL = 7_000_000  # people for whom the counts below are stated
MODELS = ("大众朗逸", "别克英朗", "丰田卡罗拉", "哈弗H6", "五菱宏光", "长安CS75", "日产轩逸", "比亚迪宋")
KINDS = ("小型轿车", "小型普通客车", "轻型普通货车", "普通二轮摩托车")
WORDS = "恒盛丰泰源达顺康祥瑞华诚信远景嘉福安宏明"
INDUSTRIES = ("商贸", "建筑工程", "农业科技", "餐饮", "物流", "信息科技", "建材", "劳务")


def write_all(
    folder: Path, population: Population, plan: Plan, rng: np.random.Generator, suffix: str = ""
) -> dict[str, int]:
    """Vehicles, real estate, companies, roles; notes in `plan.planted` what rules 2 and 3 of the measurement find."""
    scale = len(population) / FULL
    adults = np.flatnonzero(population.birth < AS_OF - 20 * 365)
    aided = plan.kept_apart(population)
    if plan.plain:
        adults = adults[~aided[adults]]
    owners = _owners(adults, aided, round(1_200_000 * scale), rng)
    vehicles, rich = _write_vehicles(folder / f"车辆登记{suffix}.csv", population, plan, owners, aided, rng)
    owners = _owners(adults, aided, round(2_500_000 * scale), rng)
    homes, several = _write_homes(folder / f"不动产登记{suffix}.csv", population, plan, owners, aided, rng)
    plan.planted["R2"] = len(rich | several)
    companies, roles = _write_companies(folder, population, plan, adults, scale, rng, suffix)
    return {"车辆登记": vehicles, "不动产登记": homes, "市场主体": companies, "股东及高管": roles}


def _owners(
    adults: NDArray[np.int64], aided: NDArray[np.bool_], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Random adults; nine in ten draws that fall on somebody on aid are given to somebody else."""
    owners = adults[rng.integers(0, len(adults), max(1, count))]
    again = aided[owners] & (rng.random(len(owners)) < 0.9)
    owners[again] = adults[rng.integers(0, len(adults), int(again.sum()))]
    return owners


def _write_vehicles(
    path: Path,
    population: Population,
    plan: Plan,
    owners: NDArray[np.int64],
    aided: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[int, set[int]]:
    """Vehicles with prices in 万元; returns rows and the aided owners of one above 100,000 yuan."""
    headings = (
        "号牌号码",
        "所有人证件号码",
        "机动车所有人",
        "车辆类型",
        "品牌型号",
        "购置价格(万元)",
        "初次登记日期",
        "机动车状态",
    )
    kind = rng.choice(len(KINDS), len(owners), p=(0.55, 0.17, 0.08, 0.2)).astype(np.int8)
    yuan = np.where(kind == 3, rng.integers(30, 90, len(owners)), rng.integers(350, 2600, len(owners))) * 100
    with CleanCsv(path, headings) as out:
        for rows in chunks(len(owners)):
            owner, count = owners[rows], len(owners[rows])
            out.write(
                strings(plates_matrix(np.arange(rows.start, rows.stop, dtype=np.int64) + plan.offset // 500)),
                roughen(id18_strings(population.id17[owner]), 0.03, rng),
                population.names(owner),
                choice(KINDS, kind[rows]),
                choice(MODELS, rng.integers(0, len(MODELS), count)),
                yuan[rows] / 10_000,
                day_column(AS_OF - rng.integers(30, 4000, count)),
                choice(("正常", "注销", "报废"), rng.choice(3, count, p=(0.94, 0.03, 0.03))),
            )
        return out.rows, set(owners[aided[owners] & (yuan > 100_000)].tolist())


def _write_homes(
    path: Path,
    population: Population,
    plan: Plan,
    owners: NDArray[np.int64],
    aided: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[int, set[int]]:
    """Dwellings with their owners; returns rows and the aided owners of two or more."""
    headings = (
        "不动产单元号",
        "权利人证件号",
        "权利人",
        "规划用途",
        "房屋性质",
        "取得方式",
        "建筑面积(㎡)",
        "登记时间",
        "权属状态",
    )
    county = np.array([int(v.county_code) for v in population.villages], dtype=np.int64)
    with CleanCsv(path, headings) as out:
        for rows in chunks(len(owners)):
            owner, count = owners[rows], len(owners[rows])
            number = np.arange(rows.start, rows.stop, dtype=np.int64)
            unit = np.empty((count, 28), dtype=np.uint8)
            unit[:, :6] = digits(county[population.village[owner]], 6)
            unit[:, 6:12] = digits(number % 60_000 + 1_001, 6)
            unit[:, 12:14] = np.frombuffer(b"GB", dtype=np.uint8)
            unit[:, 14:19] = digits(number * 7 % 99_991, 5)
            unit[:, 19] = ord("F")
            unit[:, 20:] = digits(number + 10_000_000 + plan.offset // 20, 8)
            out.write(
                strings(unit),
                id18_strings(population.id17[owner]),
                population.names(owner),
                choice(("住宅", "商业服务"), (rng.random(count) < 0.04).astype(np.int8)),
                choice(("商品房", "宅基地房屋", "经济适用房"), rng.integers(0, 3, count)),
                choice(("购买", "自建", "继承"), rng.choice(3, count, p=(0.6, 0.35, 0.05))),
                rng.integers(4500, 18000, count) / 100,
                day_column(AS_OF - rng.integers(30, 6000, count)),
                constant("现势", count),
            )
        several = owners[aided[owners]]
        values, counts = np.unique(several, return_counts=True)
        return out.rows, set(values[counts > 1].tolist())


def _write_companies(
    folder: Path,
    population: Population,
    plan: Plan,
    adults: NDArray[np.int64],
    scale: float,
    rng: np.random.Generator,
    suffix: str,
) -> tuple[int, int]:
    """Companies and two roles each; some thousand representatives of live companies are officials, the others none."""
    officials = official_rows(population)
    free = np.setdiff1d(adults, officials, assume_unique=True)
    legal = free[rng.integers(0, len(free), max(1, round(300_000 * scale)))]
    active = rng.random(len(legal)) < 0.8
    chosen = rng.permutation(np.flatnonzero(active))[: 0 if plan.plain else round(7_071 * scale)]
    legal[chosen] = officials[rng.integers(0, len(officials), len(chosen))]
    area = np.array([int(v.county_code) for v in population.villages], dtype=np.int64)[population.village[legal]]
    code = strings(uscc_matrix(area, np.arange(len(legal), dtype=np.int64) + plan.offset // 100))
    founded = AS_OF - rng.integers(60, 5000, len(legal))
    names = _company_names(len(legal), rng)
    with CleanCsv(
        folder / f"市场主体{suffix}.csv",
        (
            "统一社会信用代码",
            "市场主体名称",
            "类型",
            "登记状态",
            "成立日期",
            "注销日期",
            "法定代表人(经营者)",
            "法定代表人证件号码",
        ),
    ) as out:
        out.write(
            code,
            names,
            constant("有限责任公司", len(legal)),
            choice(("注销", "存续"), active.astype(np.int8)),
            day_column(founded),
            where_known(day_column(founded + 50), ~active),
            population.names(legal),
            id18_strings(population.id17[legal]),
        )
        companies = out.rows
    holders = free[rng.integers(0, len(free), len(legal))]
    roles = _write_roles(folder / f"股东及高管{suffix}.csv", population, (code, names, founded), (legal, holders), rng)
    plan.planted["R3"] = len(chosen)
    return companies, roles


def _company_names(count: int, rng: np.random.Generator) -> pa.Array:
    """衡阳 + two words + industry + 有限公司."""
    names = tuple(f"衡阳{a}{b}{kind}有限公司" for a in WORDS for b in WORDS for kind in INDUSTRIES)
    return choice(names, rng.integers(0, len(names), count))


def _write_roles(
    path: Path,
    population: Population,
    company: tuple[pa.Array, pa.Array, NDArray[np.int64]],
    parties: tuple[NDArray[np.int64], NDArray[np.int64]],
    rng: np.random.Generator,
) -> int:
    """One legal representative and one shareholder for each company."""
    code, names, founded = company
    with CleanCsv(
        path, ("统一社会信用代码", "企业名称", "证件号码", "姓名", "职务或身份", "出资比例(%)", "任职(持股)起始")
    ) as out:
        for person, role in zip(parties, ("法定代表人", "股东"), strict=True):
            ratio = rng.integers(1, 11, len(person)) * 10
            out.write(
                code,
                names,
                id18_strings(population.id17[person]),
                population.names(person),
                constant(role, len(person)),
                ratio,
                day_column(founded),
            )
        return out.rows
