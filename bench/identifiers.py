"""How fast identifiers and whole batches are normalised, against python-stdnum's loop. Prints rates and ratios."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from mingcha.engine.normalise import normalise
from mingcha.engine.normalise.cells import texts
from mingcha.engine.normalise.credit_codes import clean_credit_codes
from mingcha.engine.normalise.identifiers import person_column
from mingcha.engine.normalise.persons import clean_persons
from mingcha.engine.reading.model import Origin
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.understanding.model import ColumnMatch, Constant, Mapping
from mingcha.engine.understanding.spec import load_specs
from mingcha.kernel.identifiers import CREDIT_ALPHABET, CREDIT_WEIGHTS, PERSON_CHECKS, PERSON_WEIGHTS

COLUMNS = ["village_name", "payee_name", "person", "members", "amount", "period", "account", "holder_name", "holder",
           "paid_on"]  # fmt: skip


def person_ids(count: int, seed: int = 1) -> Any:
    """`count` valid invented ids of one county as a string array; none ends in 000."""
    rng = np.random.default_rng(seed)
    digits = np.empty((count, 18), np.uint8)
    digits[:, :6] = np.frombuffer(b"430421", np.uint8) - 48
    days = rng.integers(-14610, 18262, count).astype("datetime64[D]")  # 1930 to 2019
    text = np.char.replace(days.astype(str), "-", "").astype("S8")
    digits[:, 6:14] = text.view(np.uint8).reshape(count, 8) - 48
    sequence = rng.integers(101, 999, count)
    digits[:, 14:17] = np.stack([sequence // 100, sequence // 10 % 10, sequence % 10], axis=1)
    digits[digits[:, 15] + digits[:, 16] == 0, 16] = 1
    digits[:, 17] = 0
    checks = np.frombuffer(PERSON_CHECKS.encode(), np.uint8)
    digits[:, 17] = checks[digits[:, :17].astype(int) @ np.array(PERSON_WEIGHTS) % 11] - 48
    return _strings(digits + 48)


def credit_codes(count: int, seed: int = 2) -> Any:
    """`count` valid invented credit codes as a string array."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 31, (count, 18))
    values[:, 2:8] %= 10
    values[:, 17] = -(values[:, :17] @ np.array(CREDIT_WEIGHTS)) % 31
    return _strings(np.frombuffer(CREDIT_ALPHABET.encode(), np.uint8)[values])


def payments(count: int, seed: int = 3) -> tuple[Any, Mapping]:
    """A clean batch of `count` payments in ten columns, three of them identifiers, and its mapping."""
    rng = np.random.default_rng(seed)
    people = person_ids(count, seed)
    chars = np.array(
        list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗国华建平秀英桂兰文志明永伟芳娜敏静丽强磊军洋勇艳杰娟涛超")
    )
    names = pa.array(["".join(name) for name in chars[rng.integers(0, len(chars), (count, 3))]])
    accounts = _strings(rng.integers(49, 58, (count, 19)).astype(np.uint8))
    villages = pa.array([f"甘溪村{i}组" for i in range(300)]).take(pa.array(rng.integers(0, 300, count)))
    amounts = pa.array([f"{fen // 100}.{fen % 100:02d}" for fen in rng.integers(8000, 400000, count).tolist()])
    months = pa.array([f"2020{m:02d}" for m in rng.integers(1, 13, count).tolist()])
    days = pa.array([f"2020-{m:02d}-{d:02d}" for m, d in rng.integers((1, 1), (13, 29), (count, 2)).tolist()])
    members = pa.array([str(m) for m in rng.integers(1, 6, count).tolist()])
    cells = [villages, names, people, members, amounts, months, accounts, names, people, days]
    rows = pa.array(np.arange(2, count + 2))
    matches = tuple(ColumnMatch(name, i, name, "alias", 1.0) for i, name in enumerate(COLUMNS))
    batch = pa.record_batch([rows, *cells], names=["row", *(f"c{i}" for i in range(len(cells)))])
    return batch, Mapping(Origin("pay.csv"), "payment", (1,), 2, matches, (Constant("fund", "农村低保", "file"),))


def stdnum_person(text: str) -> bool:
    """python-stdnum's verdict on check digit and date, without its test of areas."""
    try:
        number = ric.compact(text)
        ric.get_birth_date(number)
        return len(number) == 18 and number[:17].isdigit() and ric.calc_check_digit(number[:-1]) == number[-1]
    except ValidationError:
        return False


def rate(work: Callable[[], Any], count: int, times: int = 3) -> float:
    """Items per second of the fastest of some runs."""
    best = min(_seconds(work) for _ in range(times))
    return count / best


def run(count: int = 1_000_000, loop: int = 20_000) -> dict[str, float]:
    """Measure and print; the same figures are returned. One thread."""
    keys = Keys(Secret(bytes(32)))
    people, codes = person_ids(count), credit_codes(count)
    sample, code_sample = people.slice(0, loop).to_pylist(), codes.slice(0, loop).to_pylist()
    batch, mapping = payments(count // 2)
    spec = load_specs()["payment"]
    found = {
        "stdnum ids/s": rate(lambda: [stdnum_person(text) for text in sample], loop, 1),
        "stdnum full ids/s": rate(lambda: [ric.is_valid(text) for text in sample[:2000]], 2000, 1),
        "stdnum codes/s": rate(lambda: [uscc.is_valid(text) for text in code_sample], loop, 1),
        "ids/s": rate(lambda: clean_persons(texts(people)), count),
        "codes/s": rate(lambda: clean_credit_codes(texts(codes)), count),
        "ids with pseudonyms/s": rate(lambda: person_column(texts(people), keys), count),
        "payments/s": rate(lambda: normalise(batch, mapping=mapping, spec=spec, keys=keys, source=1), count // 2),
    }
    for name, value in found.items():
        print(f"{name:24} {value:14,.0f}")
    print(f"ids: {found['ids/s'] / found['stdnum ids/s']:,.0f} × stdnum's check digit and date in a loop")
    print(f"ids: {found['ids/s'] / found['stdnum full ids/s']:,.0f} × stdnum's is_valid in a loop")
    print(f"codes: {found['codes/s'] / found['stdnum codes/s']:,.0f} × stdnum's is_valid in a loop")
    return found


def _strings(rows: Any) -> Any:
    """(n, width) bytes as a string array."""
    count, width = rows.shape
    offsets = pa.py_buffer(np.arange(0, (count + 1) * width, width, dtype=np.int32))
    data = pa.py_buffer(np.ascontiguousarray(rows, dtype=np.uint8))
    return pa.Array.from_buffers(pa.string(), count, [None, offsets, data])


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    run()
