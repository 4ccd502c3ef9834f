"""
R38: the product reaches other machines through the doors named here and nowhere else.

A door goes only where the settings of the installation say; what a person or a message says is never an address.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.tree import name, python_files

#: Modules with which a program reaches another machine.
NETWORK = (
    *("socket", "ssl", "socketserver", "asyncio", "selectors", "smtplib", "ftplib", "imaplib", "poplib", "xmlrpc"),
    *("http.client", "http.server", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "websockets"),
    *("django.core.mail", "webbrowser", "multiprocessing.connection.Client"),
    "multiprocessing.connection.Listener",
)
#: Files that may import one of them, and why.
DOORS: dict[str, str] = {
    "src/mingcha/channels/gateway.py": "every HTTP call of a channel: WeCom, 微信客服, webhook, the gateway for SMS",
    "src/mingcha/channels/mail/sending.py": "notices by e-mail, to the server of the settings",
}


def imported(text: str) -> Iterator[str]:
    """Every module that a file imports, wherever in it, by the full names that could be one."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("import_module", "import_string"):
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def reaches_out(one: str) -> bool:
    return any(one == module or one.startswith(f"{module}.") for module in NETWORK)


def test_r38_nothing_opens_a_connection_but_through_a_named_door() -> None:
    found = {
        name(path): sorted(modules)
        for path in python_files("src")
        if (modules := {one for one in imported(path.read_text(encoding="utf-8")) if reaches_out(one)})
    }
    assert {*found} == {*DOORS}, found


def test_r38_the_test_sees_imports_in_any_form() -> None:
    text = "def f():\n    import urllib.request as u\n    from http import client\n    from requests import get\n"
    assert {one for one in imported(text) if reaches_out(one)} >= {"urllib.request", "http.client", "requests"}
    harmless = "import urllib.parse\nfrom http import HTTPStatus\n"
    assert not [one for one in imported(harmless) if reaches_out(one)]
