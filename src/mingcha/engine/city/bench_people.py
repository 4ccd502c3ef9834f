"""Benchmark files about people: the register, the officials, the deaths."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mingcha.engine.city.bench_payments import Plan
from mingcha.engine.city.clean_csv import CleanCsv, choice, chunks, constant, day_column
from mingcha.engine.city.households import AS_OF
from mingcha.engine.city.identity import digits, id18_strings, strings
from mingcha.engine.city.population import Population

UNITS = (
    "财政局", "民政局", "教育局", "农业农村局", "卫生健康局", "水利局", "交通运输局", "自然资源局", "人民医院",
    "第一中学", "市场监督管理局", "林业局", "住房和城乡建设局", "人力资源和社会保障局", "审计局", "司法局",
)  # fmt: skip
OFFICIALS = 80_000 / 7_000_000  # per person

Writer = Callable[[Path, Population, Plan, np.random.Generator], int]


def official_rows(population: Population) -> NDArray[np.int64]:
    """Officials: every so-manieth person of working age, spread over the county; the same in every file."""
    working = np.flatnonzero((population.birth > AS_OF - 60 * 365) & (population.birth < AS_OF - 22 * 365))
    wanted = max(1, round(len(population) * OFFICIALS))
    return working[np.linspace(0, len(working) - 1, wanted).astype(np.int64)]


def write_persons(path: Path, population: Population, plan: Plan, rng: np.random.Generator) -> int:
    """The household register."""
    headings = ("公民身份号码", "姓名", "性别", "出生日期", "户号", "与户主关系", "村居代码", "户口状态")
    codes = tuple(f"{code:02d}" for code in range(100))
    dead = np.zeros(len(population), dtype=np.int8)
    dead[plan.dead] = 1
    village = pa.array([v.code for v in population.villages])
    with CleanCsv(path, headings) as out:
        for rows in chunks(len(population)):
            out.write(
                id18_strings(population.id17[rows]),
                population.names(rows),
                choice(("女", "男"), population.male[rows].astype(np.int8)),
                day_column(population.birth[rows]),
                strings(digits(population.household[rows].astype(np.int64) + 430_000_000, 9)),
                choice(codes, population.relation[rows]),
                village.take(pa.array(population.village[rows])),
                choice(("正常", "死亡注销"), dead[rows]),
            )
        return out.rows


def write_officials(path: Path, population: Population, plan: Plan, rng: np.random.Generator) -> int:
    """Supervised persons, all in post since some day before 2019."""
    headings = ("身份证号", "姓名", "工作单位", "职务", "是否领导职务", "监察对象类别", "任职起始")
    rows = official_rows(population)
    counties = sorted({v.county for v in population.villages})
    county = {name: i for i, name in enumerate(counties)}
    place = np.array([county[v.county] for v in population.villages])[population.village[rows]]
    units = tuple(name + unit for name in counties for unit in UNITS)
    leader = (rng.random(len(rows)) < 0.08).astype(np.int8)
    with CleanCsv(path, headings) as out:
        out.write(
            id18_strings(population.id17[rows]),
            population.names(rows),
            choice(units, place * len(UNITS) + rng.integers(0, len(UNITS), len(rows))),
            choice(("科员", "副局长"), leader),
            choice(("否", "是"), leader),
            choice(("公务员", "事业单位人员"), rng.integers(0, 2, len(rows))),
            day_column(AS_OF - 731 - rng.integers(0, 4000, len(rows))),
        )
        return out.rows


def write_deaths(path: Path, population: Population, plan: Plan, rng: np.random.Generator) -> int:
    """Deaths as the police list them."""
    headings = ("公民身份号码", "姓名", "性别", "死亡日期", "注销日期", "数据来源")
    order = rng.permutation(len(plan.dead))
    dead, died = plan.dead[order], plan.died[order]
    with CleanCsv(path, headings) as out:
        out.write(
            id18_strings(population.id17[dead]),
            population.names(dead),
            choice(("女", "男"), population.male[dead].astype(np.int8)),
            day_column(died),
            day_column(died + rng.integers(1, 60, len(dead))),
            constant("公安", len(dead)),
        )
        return out.rows


WRITERS: dict[str, Writer] = {"户籍人口": write_persons, "监察对象": write_officials, "死亡登记": write_deaths}
