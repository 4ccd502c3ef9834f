"""The role of the site on PostgreSQL: it works with rows and cannot take the second lock off."""

from __future__ import annotations

from django.db import connection, transaction

from mingcha.accounts import second_lock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_UNFORCED = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)
AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
"""
#: Membership counts: a role may act as those whose member it is.
_MASTERS = """
SELECT r.rolname FROM pg_roles r WHERE pg_has_role(%s, r.oid, 'MEMBER') AND (r.rolsuper OR r.rolbypassrls OR r.oid IN
(SELECT c.relowner FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)))
"""


def open_tables() -> list[str]:
    """The tables that should be locked and are not."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFORCED, [sorted(second_lock.locked_tables())])
        return sorted(name for (name,) in cursor.fetchall())


def masters(role: str) -> list[str]:
    """The roles as which `role` could take the lock off: superusers, those that pass policies, owners of a table."""
    with connection.cursor() as cursor:
        cursor.execute(_MASTERS, [role, sorted(second_lock.locked_tables())])
        return sorted(name for (name,) in cursor.fetchall())


def current_role() -> str:
    """As whom this connection speaks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def give_rows(role: str) -> None:
    """
    Lets `role` work with the rows of every table there is, and of later ones of this owner; tables stay out of its
    reach, and the audit log it can only add to. Refused: `role.engine`, `role.unknown`, `role.master`.
    """
    if connection.vendor != "postgresql":
        raise Refused("role.engine", Message("只有 PostgreSQL 有角色。", "Only PostgreSQL has roles."))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone()[0]:
            text = f"没有角色 {role}，请先创建。", f"There is no role {role}; create it first."
            raise Refused("role.unknown", Message(*text))
        if known := masters(role):
            names = ", ".join(known)
            text = (
                f"{role} 可以以 {names} 的身份解除行级锁，请换一个普通角色。",
                f"{role} could take the lock off as {names}; use a plain role.",
            )
            raise Refused("role.master", Message(*text))
        name = connection.ops.quote_name(role)
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        rows, numbers = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE"
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT {rows} ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rows} ON TABLES TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {numbers} ON SEQUENCES TO {name}")
        cursor.execute(f"REVOKE UPDATE, DELETE ON audit_auditrecord FROM {name}")
