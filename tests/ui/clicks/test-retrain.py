# SPDX-License-Identifier: GPL-3.0-or-later
"""A person lets networks learn not to be fooled. Arguments: fooled, fooled-cli, the folder of
weights."""

import glob
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from files import grey_png, write, write_idx  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
data = tempfile.mkdtemp(prefix="fooled-data-")
running = []
SIDE = 28
# MNIST's own files are no part of these sources: this server has something else by their names.
FIRST_FILE, FIRST_SIZE = "t10k-images-idx3-ubyte.gz", 1648877
LONG = 240  # seconds for an experiment on a busy machine
SETTINGS = {"Rounds": 3, "Images a round": 40, "Held out a round": 10, "Runs a round": 2,
            "Generations": 150, "Children": 100, "Epochs": 2}


class Handler(http.server.BaseHTTPRequestHandler):
    """The server's mood decides: "missing" is 404, "slow" stops half-way, "good" sends it all."""

    mood = "missing"
    ranges = []
    go_on = threading.Event()

    def do_GET(self):
        content = bytes(FIRST_SIZE)
        if Handler.mood == "missing":
            self.send_error(404)
            return
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(asked.group(1)) if asked else 0
        Handler.ranges.append((self.path, first))
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(content) - first))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        try:
            if Handler.mood == "slow":
                self.wfile.write(content[first:len(content) // 2])
                Handler.go_on.wait()
            else:
                self.wfile.write(content[first:])
        except OSError:  # the program let go
            pass

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()


def start(*arguments, **environment):
    environment = {"FOOLED_DATA_SETS_DIR": data, **environment}
    program = harness.Program(FOOLED, home, "--paused", *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS,
                              **environment)
    running.append(program)
    program.await_node("Main Menu")
    program.key("ctrl+4")
    return program


def write_data(n_train, n_test):
    """Ten classes of bars, each at a place of its own, as MNIST's files have pictures."""
    folder = os.path.join(data, "mnist")
    os.makedirs(folder, exist_ok=True)

    def level(i, x, y):
        inside = 2 * (i % 10) + 3 <= x < 2 * (i % 10) + 6 and 4 <= y < 24
        return 255 - 7 * (i % 13) if inside else 0

    for name, n in (("train", n_train), ("t10k", n_test)):
        write_idx(folder, name, [i % 10 for i in range(n)], level, SIDE, packed=True)


def choose(program, shown, item):
    """Goes down in what drops down from the row that shows the one, until it shows the other."""
    program.click(shown, "label")
    for _ in range(20):
        program.key("Down", "Return")
        time.sleep(0.5)
        if program.find(item, "label"):
            return
        program.key("Return")
        time.sleep(0.5)
    raise AssertionError(f"there is no {item!r}")


def set_numbers(program, numbers):
    program.click("More")
    program.await_node("Epochs", "spin button")
    for name, number in numbers.items():
        program.await_node(re.escape(name), "spin button").set_value(number)


def start_without_data():
    return start(FOOLED_DATA_SETS_DIR=os.path.join(data, "none"),
                 FOOLED_DATA_SETS_MIRROR=f"http://127.0.0.1:{server.server_port}")


def test_get():
    """Get: a failure is said, a slow one shows how far it is, is cancelled, goes on, and is checked"""
    program = start_without_data()
    Handler.mood = "missing"
    program.press(r"Get Digits \(MNIST\)")
    program.await_node(r"(?s).*MNIST.*127\.0\.0\.1.*" + re.escape(FIRST_FILE) + ".*")

    Handler.mood = "slow"
    program.press(r"Try again to get Digits \(MNIST\)")
    program.await_node(r"Download of Digits \(MNIST\)")
    program.await_node(r"[\d.]+\s.B of 11\.6\sMB")
    harness.await_value(lambda: program.find(r"8[\d.]+\skB of 11\.6\sMB"), "half of the file")
    program.press(r"Cancel the download of Digits \(MNIST\)")
    program.await_node(r"Get Digits \(MNIST\)")

    Handler.mood = "good"
    Handler.ranges.clear()
    program.press(r"Get Digits \(MNIST\)")
    program.await_node(r"(?s).*MNIST.*127\.0\.0\.1.*" + re.escape(FIRST_FILE) + ".*")
    program.await_node(r"Try again to get Digits \(MNIST\)")
    assert not os.path.exists(os.path.join(home.path, "data/fooled/data-sets/mnist", FIRST_FILE))
    path, first = Handler.ranges[0]
    assert path.endswith("/mnist/" + FIRST_FILE) and first == FIRST_SIZE // 2, Handler.ranges
    program.quit()


def test_quit_while_getting():
    """Quitting does not wait for a server that is silent"""
    Handler.mood = "slow"
    program = start_without_data()
    program.press(r"Get Digits \(MNIST\)")
    program.await_node(r"Download of Digits \(MNIST\)")
    program.quit()


def test_rounds():
    """Networks come row by row; pause, step, close, go on where it was, finish"""
    program = start()
    program.await_node("Can a Network Learn Not to Be Fooled\\?")
    set_numbers(program, SETTINGS)
    program.press("Start the Experiment")
    program.press("Pause")
    program.await_node(r"Paused\. .*")
    program.press("Step")
    program.await_node(r"DNN 1; Real pictures wrong .*; New fakes: median .*", deadline=LONG)
    program.await_node(r"Paused\. .*|Finished: 3 networks")
    program.quit()
    program = start()
    program.await_node(r"DNN 1; .*; New fakes: median .*")
    program.await_node(r"Paused\. .*|Finished: 3 networks")
    if program.find("Resume"):
        program.press("Resume")
    program.await_node("Finished: 3 networks", deadline=LONG)
    program.await_node(r"DNN 3; .*; New fakes: median .*")
    program.await_node(r"How sure each network is of images that mean nothing; DNN 1: .*DNN 3: .*")
    program.quit()


def test_watch():
    """A network of the experiment is watched on Run"""
    program = start()
    program.open_menu("Watch on Run", lambda: program.click("More for DNN 2"))
    program.press("Watch on Run")
    program.await_node(r"rubbish, .*")
    program.quit()


def classify(network, picture):
    return json.loads(subprocess.check_output(
        [CLI, "classify", "--network", network, picture],
        env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS)))["top"]


def save_as(program, network, path):
    program.open_menu("Save as ONNX…", lambda: program.click(f"More for {network}"))
    program.press("Save as ONNX…", "menu item")
    program.await_node("Networks \\(ONNX\\)")
    program.key("ctrl+a")
    subprocess.check_call(["xdotool", "type", "--delay", "20", path])
    program.key("Return")


def test_save():
    """A network is saved by clicks, menu and dialog: the file says the same as the network, on Run, too"""
    target = os.path.join(home.path, "mine.onnx")
    program = start()
    save_as(program, "DNN 2", target[:-5])
    harness.await_value(lambda: os.path.exists(target), "the file")
    harness.await_value(lambda: not program.find("Networks \\(ONNX\\)"), "the dialog to close")
    saved_at = os.stat(target).st_mtime_ns

    # Of a name that gets its ending later the dialog cannot know that it is there.
    save_as(program, "DNN 3", target[:-5])
    program.await_node(".*“mine.onnx” already.*")
    assert os.stat(target).st_mtime_ns == saved_at
    program.quit()
    own, = glob.glob(os.path.join(home.path, "data/fooled/networks/*dnn-2.onnx"))
    with open(own, "rb") as before, open(target, "rb") as after:
        assert before.read() == after.read()
    picture = write(os.path.join(data, "seven.png"), grey_png(
        SIDE, SIDE, lambda x, y: 255 if 17 <= x < 20 and 4 <= y < 24 else 0))
    said = classify(target, picture)
    assert said == classify(own, picture) and len(said) > 2, said

    program = harness.Program(FOOLED, home, "--paused", "--network", target,
                              FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    program.press("Start")
    program.await_node(r"rubbish, [\d.]+ %")
    program.quit()
    home.settings["network"] = "'lenet-mnist'"
    home.settings["session"] = "''"


def test_further():
    """A network that is there learns rubbish: only its last layer, with its own classes"""
    program = start()
    program.press("New Experiment")
    choose(program, "LeNet", r"LeNet \(MNIST\), trained further")
    program.click("Only the last layer", "label")
    set_numbers(program, dict(SETTINGS, Rounds=2, Generations=40))
    program.press("Start the Experiment")
    program.await_node("Finished: 2 networks", deadline=LONG)
    program.await_node(r"DNN 2; .*; New fakes: median .*")
    assert glob.glob(os.path.join(home.path, "data/fooled/networks/lenet-mnist-*dnn-2.onnx"))
    program.quit()


def test_draw():
    """A network of the experiment is to be drawn for on Perturb"""
    program = start()
    program.open_menu("Draw for It on Perturb", lambda: program.click("More for DNN 3"))
    program.press("Draw for It on Perturb")
    program.await_node("Draw something for the network to recognise.")
    program.quit()


def test_session():
    """The experiment is among the sessions, and opens on its own page"""
    program = start()
    program.await_node("Finished: 3 networks")
    time.sleep(0.5)
    focused = [node.name for node in program.nodes() if node.is_in_state("focused")]
    assert "Run" not in focused, f"the keyboard left the page while it was loading: {focused}"
    program.key("space", "space")  # which paused it and let it go on
    time.sleep(1)
    assert program.find("Finished: 3 networks"), "Space began another experiment"
    program.key("ctrl+1")
    program.key("ctrl+shift+s")
    program.await_node(r".* · 3 rounds · median .*")
    program.press(r"Open .*, retraining")
    program.await_node("Finished: 3 networks")
    program.quit()


def test_damaged():
    """Data that is damaged is a sentence, and a way back"""
    program = start()
    program.press("New Experiment")
    with open(os.path.join(data, "mnist", "train-images-idx3-ubyte.gz"), "wb") as file:
        file.write(b"\x1f\x8b\x08cut off")
    program.press("Start the Experiment")
    program.await_node(r".*train-images.*")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    Handler.go_on.set()
    Handler.go_on = threading.Event()
    while running:
        running.pop().kill()


try:
    write_data(400, 60)
    harness.run_tests([test_get, test_quit_while_getting, test_rounds, test_watch, test_draw,
                       test_save, test_session, test_further, test_damaged], end_all)
finally:
    end_all()
    home.remove()
    shutil.rmtree(data, ignore_errors=True)
