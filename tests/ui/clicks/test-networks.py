# SPDX-License-Identifier: GPL-3.0-or-later
"""A person gets a network from a server, and opens a file of their own. Arguments: fooled,
fooled-cli, the folder of weights."""

import hashlib
import http.server
import os
import re
import shutil
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, _, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
with open(os.path.join(WEIGHTS, "lenet-fashion-mnist.onnx"), "rb") as weights:
    CONTENT = weights.read()
CARD = """[Network]
Name=Far Away
DataSet=Fashion-MNIST
Labels=T-shirt;Trouser;Pullover;Dress;Coat;Sandal;Shirt;Sneaker;Bag;Boot;
Width=28
Height=28
Channels=1
Mean=0;
Scale=0.00390625
Weights=far-away.onnx
Size={size}
Checksum=sha256:{checksum}
Sources=http://127.0.0.1:{port}/far-away.onnx;
Licence=For tests
Citation=A. Author (2001)
"""


class Handler(http.server.BaseHTTPRequestHandler):
    """The server's mood decides: "missing" is 404, "slow" stops half-way, "good" sends it all."""

    mood = "missing"
    go_on = threading.Event()

    def do_GET(self):
        if Handler.mood == "missing":
            self.send_error(404)
            return
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(asked.group(1)) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(CONTENT) - first))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.end_headers()
        try:
            if Handler.mood == "slow":
                self.wfile.write(CONTENT[first:len(CONTENT) // 2])
                Handler.go_on.wait()
            else:
                self.wfile.write(CONTENT[first:])
        except OSError:  # the program let go
            pass

    def log_message(self, *arguments):
        pass


NUMBER = r"\d[\d,.\u2009\u202f\xa0 ]*"  # with whatever stands between thousands

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
home = harness.Home()
folder = tempfile.mkdtemp(prefix="fooled-weights-")
for name in ("lenet-mnist.card", "lenet-mnist.onnx"):
    shutil.copy(os.path.join(WEIGHTS, name), folder)
with open(os.path.join(folder, "far-away.card"), "w", encoding="utf-8") as card:
    card.write(CARD.format(size=len(CONTENT), port=server.server_port,
                           checksum=hashlib.sha256(CONTENT).hexdigest()))
running = []


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=folder)
    running.append(program)
    program.await_node("Start|Pause")
    return program


def open_file(program, path):
    """Chooses a file in the dialog that is open; Ctrl+L shows its entry for a path."""
    program.await_node("Recent")
    program.key("ctrl+l")
    program.write("GtkFileChooserEntry", path)
    program.press("(_Open )?Open", "push button")
    harness.await_value(lambda: not program.find("Recent"), "the dialog for files to close")


def generation(program):
    """How many the figures under the plot tell; 0 while there are none."""
    node = program.find(rf"generation {NUMBER} · .*")
    if node is None:
        return 0
    return int(re.sub(r"\D", "", re.match(rf"generation ({NUMBER})", node.name)[1]))


def test_get():
    """Get: a failure is said, a slow one shows how far it is and is cancelled, what came is used"""
    program = start("--paused")
    Handler.mood = "missing"
    program.click("More Networks…")
    program.press("Get Far Away")
    program.await_node(r"(?s).*Far Away.*127\.0\.0\.1.*")

    Handler.mood = "slow"
    program.press("Try again to get Far Away")
    program.await_node("Download of Far Away")
    program.await_node(r"[\d.]+\s.B of [\d.]+\s.B")
    program.press("Cancel the download of Far Away")

    Handler.mood = "good"
    program.press("Get Far Away")
    program.press("Use Far Away")
    harness.await_value(lambda: not program.find("Networks"), "the list to close")
    program.press("Start")
    program.await_node(r"Boot, [\d.]+ %")
    program.quit()

    home.settings["network"] = "'lenet-mnist'"
    home.settings["session"] = "''"
    assert os.path.exists(os.path.join(home.path, "data/fooled/networks/far-away.onnx"))


def test_open():
    """Open a file: it is tried on the selected image, named, kept, and evolved for"""
    path = os.path.join(home.path, "mine.onnx")
    # With a comment of its own (doc_string, field 6) it is another file than the one with a card.
    with open(os.path.join(folder, "lenet-mnist.onnx"), "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(content + b"\x32\x04mine")
    program = start("--paused")
    program.press("Step")
    program.await_node(r"0, [\d.]+ %")
    program.key("ctrl+n")
    program.press("Open…", "push button")
    open_file(program, path)
    program.await_node(r"Most likely classes: .*%.*")
    program.press("Use", "push button")
    harness.await_value(lambda: not program.find("Open Network"), "the dialog to close")
    os.remove(path)
    program.press("Start")
    harness.await_value(lambda: program.find(r"3, 9[\d.]+ %"), "a picture for 3")
    program.quit()
    assert os.path.exists(os.path.join(home.path, "data/fooled/networks/mine.card"))
    home.settings["network"] = "'lenet-mnist'"
    home.settings["session"] = "''"


def test_truncated():
    """A truncated file: a sentence that names it, and the run goes on"""
    path = os.path.join(home.path, "half.onnx")
    with open(path, "wb") as file:
        file.write(CONTENT[:len(CONTENT) // 2])
    program = start()
    program.await_node(r"0, [\d.]+ %")
    program.key("ctrl+o")
    open_file(program, path)
    program.await_node(r"(?s).*half\.onnx.*(damaged|incomplete|ends|short|truncated).*")
    before = generation(program)
    harness.await_value(lambda: generation(program) > before, "the run to go on")
    program.key("Escape")
    harness.await_value(lambda: not program.find("Open Network"), "the dialog to close")
    program.quit()


def test_quit_while_getting():
    """Quitting does not wait for a server that is silent"""
    os.remove(os.path.join(home.path, "data/fooled/networks/far-away.onnx"))
    Handler.mood = "slow"
    program = start("--paused")
    program.key("ctrl+n")
    program.press("Get Far Away")
    program.await_node("Download of Far Away")
    program.key("Escape")
    harness.await_value(lambda: not program.find("Networks"), "the list to close")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    Handler.go_on.set()
    Handler.go_on = threading.Event()
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_get, test_open, test_truncated, test_quit_while_getting], end_all)
finally:
    end_all()
    home.remove()
    shutil.rmtree(folder)
