"""The database: there, whole, of this version, durable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mingcha.accounts.postgresql import rights
from mingcha.doctor.model import check
from mingcha.kernel.messages import Message

_SQLITE_WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
_BUSY_MILLISECONDS = 5000
_OLDEST_POSTGRESQL = 14


def _ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@check(
    "database.reachable",
    "error",
    why=("没有数据库，网站和后台任务都不能工作。", "Without the database neither the site nor the worker can work."),
    fix=(
        "检查 DATABASE_URL 与数据库服务；SQLite 则检查 MINGCHA_HOME 的权限和磁盘。",
        "Check DATABASE_URL and the database service; for SQLite the permissions and the disk of MINGCHA_HOME.",
    ),
    needs="",
)
def reachable(_at: datetime) -> Message | None:
    """It answers a question."""
    try:
        _ask("SELECT 1")
    except Exception as error:
        kind = type(error).__name__
        return Message(f"数据库没有应答（{kind}）。", f"The database does not answer ({kind}).")
    return None


@check(
    "database.migrations",
    "error",
    why=("表结构与程序不符，页面会出错。", "Tables do not fit the program; pages will fail."),
    fix=("先备份，再启动 mingcha serve（会自动升级）。", "Make a backup, then start `mingcha serve`, which upgrades."),
    needs="database",
)
def migrations(_at: datetime) -> Message | None:
    """Every migration of this version was applied, and none of a later one."""
    executor = MigrationExecutor(connection)
    known, applied = set(executor.loader.graph.nodes), set(executor.loader.applied_migrations)
    if missing := known - applied:
        return Message(f"有{len(missing)}项变更未执行。", f"{len(missing)} migrations were not applied.")
    ours = {key for key in applied - known if key[0] in executor.loader.migrated_apps}
    if ours:
        return Message("数据库来自更新的版本。", "The database is of a later version than the program.")
    return None


@check(
    "database.integrity",
    "error",
    why=("数据库文件已损坏，数据可能丢失。", "The database file is damaged; data may be lost."),
    fix=("停止服务，从最近的备份恢复到新的目录。", "Stop the site and restore the newest backup into a new folder."),
    needs="database",
)
def integrity(_at: datetime) -> Message | None:
    """SQLite finds no damage in its file. PostgreSQL checks its pages itself as it reads them."""
    if connection.vendor != "sqlite":
        return None
    rows = [row[0] for row in _ask("PRAGMA integrity_check(10)")]
    if rows == ["ok"]:
        return None
    return Message(f"integrity_check 报告{len(rows)}处问题。", f"integrity_check reports {len(rows)} problems.")


@check(
    "database.references",
    "error",
    why=("有记录指向不存在的记录。", "Records point to records that do not exist."),
    fix=("数据库被绕过程序改动过：查明来由，从备份恢复。", "Somebody changed the database by hand: find out, restore."),
)
def references(_at: datetime) -> Message | None:
    """Every foreign key has its row. PostgreSQL holds that by itself."""
    if connection.vendor != "sqlite":
        return None
    tables = {row[0] for row in _ask("PRAGMA foreign_key_check")}
    if not tables:
        return None
    names = ", ".join(sorted(tables)[:3])
    return Message(f"外键不成立的表：{names}。", f"Tables with broken references: {names}.")


@check(
    "database.settings",
    "error",
    why=("断电时可能丢失已确认的写入。", "A power cut could lose writes that were acknowledged."),
    fix=(
        "SQLite：去掉 DATABASE_URL 中的改动并使用支持 WAL 的本地磁盘；PostgreSQL：fsync 与 synchronous_commit 设为 on，"
        "版本不低于 14，编码 UTF8。",
        "SQLite: use a local disk that supports WAL. PostgreSQL: set fsync and synchronous_commit to on; version 14 or "
        "newer, encoding UTF8.",
    ),
    needs="database",
)
def settings_of_connection(_at: datetime) -> Message | None:
    """This connection is durable and careful."""
    wrong = _wrong_sqlite() if connection.vendor == "sqlite" else _wrong_postgresql()
    return Message(f"设置不对：{', '.join(wrong)}。", f"Wrong settings: {', '.join(wrong)}.") if wrong else None


def _wrong_sqlite() -> list[str]:
    wrong = [name for name, value in _SQLITE_WANTED.items() if _ask(f"PRAGMA {name}")[0][0] != value]
    return wrong + ["busy_timeout"] * (_ask("PRAGMA busy_timeout")[0][0] < _BUSY_MILLISECONDS)


def _wrong_postgresql() -> list[str]:
    wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "server_encoding": "UTF8"}
    wrong = [name for name, value in wanted.items() if _ask(f"SHOW {name}")[0][0] != value]
    return wrong + ["version"] * (int(_ask("SHOW server_version_num")[0][0]) < _OLDEST_POSTGRESQL * 10_000)


@check(
    "database.append_only",
    "error",
    why=("审计记录可以在数据库里被悄悄改写。", "Audit records could be rewritten in the database without a trace."),
    fix=(
        "查明谁移除了触发器，核验审计链，再从备份恢复。",
        "Find out who removed the triggers, verify the chain, restore.",
    ),
)
def append_only(_at: datetime) -> Message | None:
    """The triggers on the audit log are there."""
    if connection.vendor == "sqlite":
        wanted, asked = 2, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_no_%'"
    else:
        wanted, asked = 1, "SELECT count(*) FROM pg_trigger WHERE tgname = 'audit_append_only' AND tgenabled <> 'D'"
    if _ask(asked)[0][0] >= wanted:
        return None
    return Message("审计表的只增触发器不见了。", "The triggers that keep the audit log append-only are gone.")


@check(
    "database.access",
    "error",
    why=(
        "本机其他用户或注入的语句可以读到一切。",
        "Other users of the machine, or one injected statement, could read everything.",
    ),
    fix=(
        "SQLite：chmod 600 数据库文件；PostgreSQL：改用不是超级用户的角色。",
        "SQLite: chmod 600 the database file. PostgreSQL: use a role that is no superuser.",
    ),
    needs="database",
)
def access(_at: datetime) -> Message | None:
    """The file is the owner's; the role has no more rights than it needs."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        if path.exists() and path.stat().st_mode & 0o077:
            return Message("数据库文件对其他用户开放。", "The database file is open to other users.")
        return None
    if _ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0][0]:
        return Message("数据库角色是超级用户。", "The database role is a superuser.")
    return None


@check(
    "database.second_lock",
    "warning",
    why=(
        "一处忘了限定范围的查询，或一个旁路的角色，就能读到全市的疑点、线索和文件。",
        "One query that forgot its scope, or a role beside the program, could read every finding, clue and file.",
    ),
    fix=(
        "以表的所有者运行 mingcha upgrade --role 角色，再让 DATABASE_URL 使用该角色。",
        "Run `mingcha upgrade --role ROLE` as the owner of the tables and let DATABASE_URL name that role.",
    ),
)
def second_lock(_at: datetime) -> Message | None:
    """PostgreSQL limits rows by itself, and the role of the site cannot end that. SQLite has no policies."""
    if connection.vendor != "postgresql":
        return None
    if tables := rights.open_tables():
        return Message(f"没有行级策略的表：{', '.join(tables)}。", f"Tables without a policy: {', '.join(tables)}.")
    if names := rights.masters(rights.current_role()):
        return Message(
            f"网站的角色可以解除行级锁（{', '.join(names)}）。",
            f"The role of the site could end it ({', '.join(names)}).",
        )
    return None
