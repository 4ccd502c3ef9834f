"""Plain Parquet copies of the csv files, for the rivals: text as handed in, dates as dates, money as whole fen."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.sql import connect

TABLES = {
    "payments": (
        "惠民资金发放",
        '"身份证号" AS id_no, "姓名" AS name, "资金项目" AS programme, CAST("所属月份" AS INTEGER) AS month,'
        ' CAST("发放日期" AS DATE) AS pay_date, CAST(round(CAST("发放金额" AS DOUBLE) * 100) AS BIGINT) AS amount,'
        ' "银行账号" AS account',
    ),
    "deaths": ("死亡登记", '"公民身份号码" AS id_no, CAST("死亡日期" AS DATE) AS death_date, "数据来源" AS source'),
    "vehicles": (
        "车辆登记",
        '"号牌号码" AS plate, "所有人证件号码" AS owner_id, CAST("初次登记日期" AS DATE) AS reg_date,'
        ' CAST(round(CAST("购置价格(万元)" AS DOUBLE) * 1000000) AS BIGINT) AS value',
    ),
    "properties": (
        "不动产登记",
        '"不动产单元号" AS prop_no, "权利人证件号" AS owner_id, "规划用途" AS usage,'
        ' CAST("登记时间" AS DATE) AS reg_date',
    ),
    "officials": ("监察对象", '"身份证号" AS id_no, "姓名" AS name, "工作单位" AS org, "职务" AS rank'),
    "companies": (
        "市场主体",
        '"统一社会信用代码" AS uscc, "市场主体名称" AS name, "登记状态" AS status,'
        ' "法定代表人证件号码" AS legal_rep_id, CAST("成立日期" AS DATE) AS reg_date',
    ),
}


def run(arguments: Arguments) -> None:
    """Writes one Parquet file a table to the folder `copies`."""
    clock = Clock(arguments)
    connection = connect(arguments)
    folder = Path(arguments["copies"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (title, columns) in TABLES.items():
        source = f"read_csv('{Path(arguments['city']) / title}.csv', all_varchar = true)"
        with clock.step(name):
            connection.execute(f"COPY (SELECT {columns} FROM {source}) TO '{folder / name}.parquet' (FORMAT parquet)")
    clock.save()


if __name__ == "__main__":
    main(run)
