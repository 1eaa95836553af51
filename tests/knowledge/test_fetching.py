"""Fetching against a real HTTP server on the loopback."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from knowledge.documents import LARGEST_TEXT
from knowledge.errors import DocumentError
from knowledge.fetching import fetch, is_public, name_of
from tests.knowledge.guide_builders import index_of


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.protocol_version = "HTTP/1.1"
        page = getattr(self, f"page_{self.path.strip('/').partition('?')[0]}", None)
        if page is None:
            self.answer(404, "text/html", b"gone")
        else:
            page()

    def answer(self, status, kind, body, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def page_pricing(self):
        self.answer(200, "text/html; charset=utf-8", b"<h1>Pricing</h1><p>Padlocks cost $9.</p>")

    def page_host(self):
        self.answer(200, "text/plain", self.headers["Host"].encode())

    def page_moved(self):
        self.answer(302, "text/html", b"", Location="/pricing")

    def page_loop(self):
        self.answer(302, "text/html", b"", Location="/loop")

    def page_elsewhere(self):
        self.answer(302, "text/html", b"", Location=f"http://127.0.0.2:{self.server.server_port}/pricing")

    def page_tofile(self):
        self.answer(302, "text/html", b"", Location="file:///etc/passwd")

    def page_picture(self):
        self.answer(200, "image/png", b"\x89PNG")

    def page_endless(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"<p>more</p>" * 10_000)
        except OSError:
            self.close_connection = True

    def page_slow(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"<p>drop</p>")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_page_is_added_under_its_address_and_cited_by_heading(tmp_path, site):
    index = index_of(tmp_path)
    index.refresh()
    (added,) = index.add([f"{site}/pricing"], allow_private=True).added
    assert (added.name, added.kind) == ("127.0.0.1/pricing", "html")
    assert index.search("what do padlocks cost")[0].citation == "127.0.0.1/pricing › Pricing"
    assert index.add([f"{site}/pricing"], allow_private=True).unchanged
    assert index.remove(f"{site}/pricing").name == "127.0.0.1/pricing"


def test_private_addresses_are_refused_unless_allowed(site):
    with pytest.raises(DocumentError, match=r"private network.*--allow-private"):
        fetch(f"{site}/pricing")


def test_a_redirect_is_followed(site):
    assert fetch(f"{site}/moved", allow_private=True).url == f"{site}/pricing"


def test_a_redirect_to_a_private_address_is_refused_too(site, monkeypatch):
    monkeypatch.setattr("knowledge.fetching.is_public", lambda address: address == "127.0.0.1")
    assert b"Padlocks" in fetch(f"{site}/moved").content
    with pytest.raises(DocumentError, match=r"'127\.0\.0\.2' is an address of a private network"):
        fetch(f"{site}/elsewhere")


def test_the_host_is_connected_to_by_its_checked_address_and_still_named(site):
    url = site.replace("127.0.0.1", "localhost")
    assert fetch(f"{url}/host", allow_private=True).content.decode() == url.removeprefix("http://")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nothing", "answers 404"),
        ("/loop", "redirects more than 5 times"),
        ("/tofile", "is no address of a web page"),
        ("/picture", "is image/png, which is not read"),
        ("/endless", f"larger than {LARGEST_TEXT // 2**20} MB"),
    ],
)
def test_a_page_that_can_not_be_used_gets_one_sentence(site, path, message):
    with pytest.raises(DocumentError, match=message) as caught:
        fetch(site + path, allow_private=True)
    assert path in str(caught.value)


def test_a_page_that_drips_is_given_up(site, monkeypatch):
    monkeypatch.setattr("knowledge.fetching._WHOLE_SECONDS", 0.3)
    with pytest.raises(DocumentError, match="takes more than"):
        fetch(f"{site}/slow", allow_private=True)


def test_a_dead_address_is_named():
    with pytest.raises(DocumentError, match="can't be reached"):
        fetch("http://127.0.0.1:9/", allow_private=True)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(DocumentError, match="holds a password") as caught:
        fetch("http://jo:hunter2@example.com/")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_known_in_every_dress(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_let_through(address):
    assert is_public(address)


def test_a_page_is_named_by_host_and_path():
    assert name_of("https://example.com/pricing/?utm_source=x#top") == "example.com/pricing"
    assert name_of("https://example.com/") == "example.com"
