"""Accounts of channels, what platforms would send to them, and servers on this machine that play a platform."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from mingcha.channels.cipher import CallbackCipher, signature_of
from mingcha.channels.kinds import Came, Channel, Kind

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
APP, CORP, TOKEN = "wx49f0ab532d5d035a", "wx5823bf96d3bd56c7", "QDG6eK"
ACCOUNTS: list[dict[str, Any]] = [
    {"channel": "mp", "name": "plain", "token": TOKEN},
    {"channel": "mp", "name": "sealed", "token": TOKEN, "key": KEY, "receive": APP},
    {"channel": "wecom", "name": "staff", "token": TOKEN, "key": KEY, "receive": CORP},
    {"channel": "robot", "name": "group", "token": TOKEN, "key": KEY},
    {"channel": "kf", "name": "help", "token": TOKEN, "key": KEY, "receive": CORP, "secret": "s3cret"},
]


def kf_account(base: str) -> dict[str, Any]:
    """微信客服 whose platform is a server of this machine."""
    return {**ACCOUNTS[4], "base": base}


def came(number: str, **known: Any) -> Came:
    """A message of a villager."""
    given: dict[str, Any] = {"channel": Channel.MP, "account": "sealed", "sender": "oVillager", "kind": Kind.TEXT}
    given |= {"message_id": number, "sent_at": AT, "text": "村口的路坏了三个月"}
    return Came(**(given | known))


def message_xml(
    number: str, text: str = "村口的路坏了三个月", *, sender: str = "oVillager", at: float | None = None
) -> str:
    """A text message as the 公众号 and applications of WeCom have it."""
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{int(at or time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId><AgentID>1</AgentID></xml>"
    )


class Platform:
    """What a platform sends to one account, sealed by our own cipher; tests of it use other people's."""

    def __init__(self, channel: str, name: str, receive: str) -> None:
        self.path = f"/callbacks/{channel}/{name}/"
        self.cipher = CallbackCipher(TOKEN, KEY, receive)
        self.is_json = channel == "robot"

    def asked(self, sealed: str, nonce: str, at: float | None = None) -> dict[str, str]:
        """The query beside a ciphertext."""
        stamp = str(int(at or time.time()))
        signature = signature_of(TOKEN, stamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}

    def body(self, sealed: str) -> str:
        """The envelope of a ciphertext."""
        if self.is_json:
            return json.dumps({"encrypt": sealed})
        return f"<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"

    def post(self, message: str, nonce: str, client: Client | None = None) -> int:
        """Sends a message; the status of the answer."""
        sealed = self.cipher.encrypt(message.encode())
        return posted(client or Client(), self.path, self.asked(sealed, nonce), self.body(sealed))


def posted(client: Client, path: str, asked: Mapping[str, str], body: str | bytes) -> int:
    """One POST as a platform makes it; its status."""
    return client.post(f"{path}?{urlencode(asked)}", data=body, content_type="text/plain").status_code


@contextmanager
def web_server(answer: Callable[[str, bytes, Mapping[str, str]], tuple[int, bytes]]) -> Iterator[str]:
    """A server on this machine that answers (path with query, body, headers) by a function; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = answer(self.path, body, dict(self.headers.items()))
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def mail_server(letters: list[bytes], refused: int = 0) -> Iterator[int]:
    """A mail server on this machine that keeps what it gets, or refuses recipients with a code; its port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            for line in self.rfile:
                command = line[:4].upper()
                if command == b"QUIT":
                    self._say("221 bye")
                    return
                if command == b"RCPT" and refused:
                    self._say(f"{refused} no")
                elif command == b"DATA":
                    self._say("354 go on")
                    letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self._say("250 kept")
                else:
                    self._say("250 ok")

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield port


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
