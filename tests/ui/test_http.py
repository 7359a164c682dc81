"""The HTTP layer on a real server: refusals, headers, own pages, the policy in a browser, errors without traces."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.i18n import Text
from core.ui.http.pages import shell
from core.ui.http.sockets import send_at_once
from core.ui.http.uploads import NO_LENGTH, NO_SESSION, SESSION_FILES, TOO_LARGE
from core.ui.menu import PAGES
from tests.conftest import ROOT
from tests.ui.conftest import Visitor, running

pytestmark = [pytest.mark.ui, pytest.mark.xdist_group("http")]
MEGABYTE = 1 << 20
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def ask(
    url: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request with exactly these headers (`_` for `-`); no redirect is followed."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_every_answer_carries_the_policy(odd: str) -> None:
    for path in ("/", "/_stcore/health", "/nosuch", "/healthz", "/favicon.png"):
        _, headers, _ = ask(odd, path)
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http:" not in policy
        assert "https:" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "", "127.0.0.1.evil.example", "[", "192.168.1.2"]
)
def test_a_foreign_host_name_is_refused(odd: str, host: str) -> None:
    status, _, body = ask(odd, "/", Host=host, Accept_Language="en")
    assert status in (400, 403)  # an empty or malformed Host already fails in the HTTP server
    assert b"<html" not in body


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "LOCALHOST.:8501", "[::1]:8501"])
def test_names_of_this_machine_are_served(odd: str, host: str) -> None:
    assert ask(odd, "/", Host=host)[0] == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403), ("{own}", 101), (None, 101)],
)
def test_a_websocket_opens_only_for_our_own_pages(odd: str, origin: str | None, status: int) -> None:
    page = {"Origin": origin.format(own=odd)} if origin else {}
    assert ask(odd, "/_stcore/stream", **UPGRADE, **page)[0] == status


def test_a_websocket_under_a_foreign_name_is_refused_though_its_page_has_the_same_name(odd: str) -> None:
    assert ask(odd, "/_stcore/stream", **UPGRADE, Host="evil.example", Origin="http://evil.example")[0] == 403


def test_health_follows_the_catalog(odd: str, workspace: Path) -> None:
    assert ask(odd, "/healthz")[::2] == (200, b"ok\n")
    workspace.mkdir()
    (workspace / "catalog.sqlite").write_bytes(b"not a catalog at all" * 100)
    with running(workspace) as url:
        assert ask(url, "/healthz")[0] == 503


@pytest.mark.parametrize(("lang", "says"), [("zh", "没有这个页面"), ("en", "There is no such page")])
def test_an_unknown_address_is_our_own_404(odd: str, lang: str, says: str) -> None:
    tags = {"zh": "zh-CN,zh;q=0.9,en;q=0.8", "en": "en-GB,en;q=0.9"}
    for path, headers in ((f"/nosuchpage?lang={lang}", {}), ("/a/b/c.php", {"Accept_Language": tags[lang]})):
        status, _, body = ask(odd, path, Accept="text/html", **headers)
        page = body.decode()
        assert (status, says in page) == (404, True)
        assert f'href="/?lang={lang}"' in page
        assert "<script" not in page
    status, _, body = ask(odd, "/nosuchpage", Accept="*/*", Accept_Language=tags[lang])
    assert (status, body.decode().strip()) == (404, says)


def test_every_page_address_gets_the_shell(odd: str) -> None:
    for path in ("", *(entry.url_path for entry in PAGES[1:])):
        status, headers, body = ask(odd, f"/{path}?lang=en")
        assert (status, headers["cache-control"]) == (200, "no-cache")
        assert b'<html lang="en">' in body
    assert ask(odd, f"/{PAGES[1].url_path}/")[0] == 301
    status, headers, _ = ask(odd, f"/{PAGES[0].url_path}?lang=en&owner=a%26b")
    assert (status, headers["location"]) == (307, "/?lang=en&owner=a%26b")
    assert ask(odd, "/", method="POST")[0] == 405


def test_the_shell_speaks_our_language_and_has_no_inline_script() -> None:
    chinese, english = shell("zh"), shell("en")
    assert '<html lang="zh-CN">' in chinese
    assert "<title>群策 Qunce</title>" in chinese
    assert "<title>Qunce 群策</title>" in english
    for html in (chinese, english):
        assert "<script>" not in html
        assert '<script type="module" crossorigin src="./static/js/index.' in html
        assert "agent" not in html
        assert html.count("<noscript>") == 1
        assert "Streamlit</title>" not in html


@pytest.mark.parametrize(
    "path",
    ["/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/metrics", "/_stcore/script-health-check"],
)
def test_interfaces_that_nobody_uses_are_closed(odd: str, path: str) -> None:
    assert ask(odd, path)[0] == 404
    assert ask(odd, path, method="POST", body=b"{}")[0] == 404


def test_assets_come_compressed_for_a_year_and_unpack_to_the_same(odd: str) -> None:
    name = re.search(r"/static/js/index\.[\w-]+\.js", shell("en"))
    assert name
    status, headers, packed = ask(odd, name[0], Accept_Encoding="gzip, br")
    plain = ask(odd, name[0], Accept_Encoding="identity")[2]
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2
    assert ask(odd, "/static/js/../../../app.py")[0] in (400, 404)


def upload(url: str, session: str, length: str | None) -> tuple[int, str]:
    """Announce an upload and send none of it: the answer must not wait for the body."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    connection.putrequest("PUT", f"/_stcore/upload_file/{session}/f1")
    connection.putheader("Accept-Language", "en")
    connection.putheader(*(("Transfer-Encoding", "chunked") if length is None else ("Content-Length", length)))
    connection.endheaders()
    answer = connection.getresponse()
    words = answer.read().decode().strip()
    connection.close()
    return answer.status, words


@pytest.mark.parametrize(("length", "status", "says"), [("10", 403, NO_SESSION), (None, 411, NO_LENGTH)])
def test_an_upload_without_a_live_page_or_a_size_is_refused_unread(
    odd: str, length: str | None, status: int, says: Text
) -> None:
    assert upload(odd, "nobody", length) == (status, says.en)


def test_what_the_server_accepts_sends_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = weakref.proxy(threading.Event())  # collected at once: it raises whatever it is asked
        send_at_once()
        del gone
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_refused_upload_may_be_sent_to_its_end(odd: str) -> None:
    """A browser reads the answer only after it has sent the body: a connection cut before would be a network error."""
    netloc = urlsplit(odd).netloc
    host, port = netloc.split(":")
    head = f"PUT /_stcore/upload_file/nobody/f1 HTTP/1.1\r\nHost: {netloc}\r\nContent-Length: {MEGABYTE}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(64, socket.MSG_PEEK).startswith(b"HTTP/1.1 403")
        for _ in range(16):
            connection.sendall(b"x" * (MEGABYTE // 16))
            time.sleep(0.02)
        answer = b"".join(iter(lambda: connection.recv(MEGABYTE), b""))
    assert NO_SESSION.zh.encode() in answer


def test_a_refused_upload_without_end_is_cut(odd: str) -> None:
    netloc = urlsplit(odd).netloc
    host, port = netloc.split(":")
    head = f"PUT /_stcore/upload_file/nobody/f1 HTTP/1.1\r\nHost: {netloc}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk, sent = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n", 0
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode())
        with suppress(ConnectionError):
            while sent < 400:
                connection.sendall(chunk)
                sent += 1
    assert 200 <= sent < 400


@pytest.mark.browser
def test_everything_a_page_uses_runs_under_the_policy(
    odd: str, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    someone = visitor("en")
    page = someone.open(odd)
    page.locator("[data-testid=stEChartsChart] canvas, [data-testid=stEChartsChart] svg").first.wait_for()
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    sample = tmp_path / "a.csv"
    sample.write_bytes(b"x" * 100_000)
    page.locator("input[type=file]").set_input_files(sample)
    page.get_by_text("got 100000 bytes").wait_for()
    with page.expect_download() as arriving:
        page.get_by_text("download", exact=True).click()
    assert Path(arriving.value.path()).read_bytes() == b"a,b\n"
    someone.clean()


_PUT_MANY = """async ([session, many]) => {
  const token = document.cookie.match(/_streamlit_xsrf=([^;]+)/)[1];
  const answers = [];
  for (let i = 0; i < many; i++) {
    const body = new FormData();
    body.append('file', new Blob(['1']), 'a.csv');
    const call = {method: 'PUT', body, headers: {'X-Xsrftoken': token}};
    try {
      const answer = await fetch(`/_stcore/upload_file/${session}/more${i}`, call);
      answers.push([answer.status, await answer.text()]);
    } catch (cut) {
      answers.push([0, String(cut)]);
    }
  }
  return answers;
}"""


@pytest.mark.browser
def test_one_session_cannot_fill_the_memory(odd: str, visitor: Callable[..., Visitor]) -> None:
    someone = visitor("en")
    addresses: list[str] = []
    someone.page.on("request", lambda r: addresses.append(r.url) if "upload_file" in r.url else None)
    page = someone.open(odd)
    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"1"})
    page.get_by_text("got 1 bytes").wait_for()
    session = addresses[0].split("/upload_file/")[1].split("/")[0]
    assert upload(odd, session, str(201 * MEGABYTE)) == (413, TOO_LARGE.fill(n=200).en)
    cut: list[str | None] = []
    page.on("requestfailed", lambda r: cut.append(r.failure))
    answers = page.evaluate(_PUT_MANY, [session, SESSION_FILES])
    assert cut == []
    assert [status for status, _ in answers] == [204] * (SESSION_FILES - 1) + [413]
    assert "200 files or 600 MB" in answers[-1][1]


@pytest.mark.ui
def test_serving_uses_no_option_that_calls_out() -> None:
    import tomllib

    options: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options["browser"]["gatherUsageStats"] is False
    assert options["server"]["address"] == "127.0.0.1"
    assert options["server"]["enableAgentApi"] is False
    assert "http" not in str(options)
