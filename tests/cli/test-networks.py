# SPDX-License-Identifier: GPL-3.0-or-later
"""Gets networks with fooled-cli from a server on this computer. Usage: test-networks.py FOOLED-CLI;
prints TAP."""

import hashlib
import http.server
import json
import os
import re
import shutil
import threading
import time

from files import grey_png, read, write
from program import NETWORK, WAIT, WEIGHTS, end, interrupt, run_tests, start



class Handler(http.server.BaseHTTPRequestHandler):
    """/net: the content; /slow: the first third of it, and then nothing; else 404."""

    def do_GET(self):
        first = 0
        given = self.headers.get("Range")
        self.server.requests.append(self.path + (" " + given if given else ""))
        if self.path not in ("/net", "/slow"):
            self.send_error(404)
            return
        content = self.server.content
        if given:
            first = int(re.fullmatch(r"bytes=(\d+)-", given).group(1))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()
        if self.path == "/slow":
            self.wfile.write(content[first:len(content) // 3])
            self.wfile.flush()
            self.server.ending.wait(WAIT)
        else:
            self.wfile.write(content[first:])

    def log_message(self, *arguments):
        pass


class Place:
    """A server, and a folder of cards of which one is of a network that the server has."""

    def __init__(self, folder, *paths, size=None):
        self.cards = os.path.join(folder, "cards")
        self.own = os.path.join(folder, "data", "fooled", "networks")
        self.file = os.path.join(self.own, "there.onnx")
        os.mkdir(self.cards)
        self.content = read(WEIGHTS / f"{NETWORK}.onnx")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.content = self.content
        self.server.requests = []
        self.server.ending = threading.Event()
        self.thread = threading.Thread(target=self.server.serve_forever)
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        card = (WEIGHTS / f"{NETWORK}.card").read_text(encoding="utf-8")
        card = re.sub(r"^(Name|Weights|Checksum)=.*\n", "", card, flags=re.M)
        card += ("Name=Over there\nWeights=there.onnx\n"
                 f"Checksum=sha256:{hashlib.sha256(self.content).hexdigest()}\n"
                 f"Size={size or len(self.content)}\n"
                 f"Sources={''.join(base + path + ';' for path in paths)}\n")
        self.card = write(os.path.join(self.cards, "there.card"), card)
        self.environment = dict(os.environ, FOOLED_WEIGHTS_DIR=self.cards,
                                XDG_DATA_HOME=os.path.join(folder, "data"))
        for name in ("http_proxy", "all_proxy"):
            self.environment.pop(name, None)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.ending.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def start(self, *arguments):
        return start(*arguments, env=self.environment)

    def run(self, *arguments, status=0):
        return end(self.start(*arguments), status)

    def take_requests(self):
        requests, self.server.requests = self.server.requests, []
        return requests

    def assert_here(self):
        assert read(self.file) == self.content
        assert os.listdir(self.own) == ["there.onnx"], os.listdir(self.own)


def test_get(folder):
    picture = os.path.join(folder, "picture.png")
    write(picture, grey_png(28, 28, lambda x, y: 0))
    with Place(folder, "/missing", "/net") as place:
        out, _ = place.run("networks")
        assert re.search(r"^there +Over there .*not here yet \(1\.\d.MB\)$", out, re.M), out
        out, err = place.run("classify", "--network", "there", picture, status=1)
        assert out == "" and "fooled-cli networks get there" in err, err

        out, err = place.run("networks", "get", "there")
        assert "there" in out and err == "", (out, err)
        assert place.take_requests() == ["/missing", "/net"]
        place.assert_here()
        out, _ = place.run("networks")
        assert re.search(r"^there +Over there .* here$", out, re.M), out
        out, _ = place.run("classify", "--network", "there", picture)
        assert len(json.loads(out)["top"]) == 5, out

        place.run("networks", "get", "there")
        assert place.take_requests() == []


def test_damaged_is_got_again(folder):
    with Place(folder, "/net") as place:
        os.makedirs(place.own)
        write(place.file, place.content[:1000])
        place.run("networks", "get", "there")
        assert place.take_requests() == ["/net"]
        place.assert_here()


def test_failure(folder):
    with Place(folder, "/missing", "/nowhere") as place:
        out, err = place.run("networks", "get", "there", status=1)
        assert out == "" and "Over there" in err, err
        assert "/missing: " in err and "/nowhere: " in err and "404" in err, err
        assert os.listdir(place.own) == []


def test_wrong_size(folder):
    with Place(folder, "/net", size=1000) as place:
        _, err = place.run("networks", "get", "there", status=1)
        assert "/net: " in err and "1000 bytes" in err, err
        assert os.listdir(place.own) == []


def test_interrupt_and_resume(folder):
    with Place(folder, "/slow", "/net") as place:
        third = len(place.content) // 3
        part = place.file + ".part"
        process = place.start("networks", "get", "there")
        deadline = time.monotonic() + WAIT
        while not (os.path.exists(part) and os.path.getsize(part) == third):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
        out, err = interrupt(process)
        assert out == "" and "is kept" in err, (out, err)
        assert os.listdir(place.own) == ["there.onnx.part"]
        assert os.path.getsize(part) == third

        write(place.card, re.sub(rb"Sources=[^;]*;", b"Sources=", read(place.card)))
        place.take_requests()
        place.run("networks", "get", "there")
        assert place.take_requests() == [f"/net bytes={third}-"]
        place.assert_here()


def test_wrong_usage(folder):
    with Place(folder, "/net") as place:
        for arguments, status, word in ((["get"], 2, "ID"), (["get", "there", "more"], 2, "more"),
                                        (["fetch", "there"], 2, "fetch"),
                                        (["get", "nowhere"], 1, "nowhere"),
                                        (["get", "../there"], 1, "../there")):
            out, err = place.run("networks", *arguments, status=status)
            assert out == "" and word in err, (arguments, err)
        shutil.copy(WEIGHTS / f"{NETWORK}.card", place.cards)
        out, err = place.run("networks", "get", NETWORK, status=1)
        assert "no source" in err, err
        out, _ = place.run("networks")
        assert re.search(r"^lenet-mnist .*weights missing$", out, re.M), out
        assert place.take_requests() == []


run_tests(globals())
