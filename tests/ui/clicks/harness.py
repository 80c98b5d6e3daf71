# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real program on a display and session bus of its own, and finds, presses and reads
what a person would, by way of AT-SPI and xdotool."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(77)

# A busy machine answers late; libatspi gives up a program that does so after 0.8 s.
Atspi.set_timeout(10000, 20000)

# Those of src/ui/hints/hints.c: for users who know them.
HINTS = ["paper", "sure", "chance", "patterns", "draw", "faint", "pen", "fool", "blend"]

DEADLINE = 60  # seconds until a thing that must happen counts as not happening


def own_display(script, screen="1280x800"):
    """Runs the script again inside a virtual display of that size and a session bus; returns in the
    inner one."""
    if os.environ.get("FOOLED_CLICKS_INSIDE"):
        return
    for program in ("xvfb-run", "dbus-run-session", "xdotool"):
        if not shutil.which(program):
            print(f"1..0 # SKIP {program} is not installed")
            sys.exit(77)
    environment = dict(os.environ, FOOLED_CLICKS_INSIDE="1")
    for name in ("WAYLAND_DISPLAY", "G_DEBUG"):  # the bindings' own warnings are not ours
        environment.pop(name, None)
    command = ["dbus-run-session", "--", "xvfb-run", "-a", "-s", f"-screen 0 {screen}x24 -noreset",
               sys.executable, script, *sys.argv[1:]]
    # The accessibility bus has its socket there, one for all sessions of a user.
    with tempfile.TemporaryDirectory(prefix="fooled-runtime-",
                                     ignore_cleanup_errors=True) as runtime:
        environment["XDG_RUNTIME_DIR"] = runtime
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as inner:
            for line in inner.stdout:
                if re.match(r"1\.\.|ok|not ok|#", line):  # the bus's services talk here, too
                    print(line, end="", flush=True)
    sys.exit(inner.returncode)


# What is named after its kind where it has no other name.
HIDDEN = re.compile(r"Fooled\w+Page|GtkPopover\w*|AdwStatusPage|FooledBreedingBar|FooledGridSearch")


class Home:
    """A user's folders, empty at first, that outlive the program's restarts."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="fooled-clicks-")
        self.pictures = os.path.join(self.path, "pictures")
        self.settings = {"ask-where-to-save": "false", "save-folder": f"'{self.pictures}'",
                         "method": "'cppn'", "slow-start": "false", "hints-done": f"{HINTS}"}

    def write_settings(self):
        folder = os.path.join(self.path, "config", "glib-2.0", "settings")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "keyfile")
        lines = []
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                lines = [line for line in file.read().splitlines()
                         if line and not line.startswith("[")
                         and line.split("=")[0] not in self.settings]
        with open(path, "w", encoding="utf-8") as file:
            file.write("[org/fooled/Fooled]\n")
            for line in lines + [f"{key}={value}" for key, value in self.settings.items()]:
                file.write(line + "\n")

    def environment(self):
        return dict(os.environ, HOME=self.path,
                    XDG_CONFIG_HOME=os.path.join(self.path, "config"),
                    XDG_DATA_HOME=os.path.join(self.path, "data"),
                    XDG_CACHE_HOME=os.path.join(self.path, "cache"),
                    GSETTINGS_BACKEND="keyfile", GTK_A11Y="atspi", GSK_RENDERER="cairo",
                    GTK_THEME="", GDK_BACKEND="x11", LC_ALL="C.UTF-8", G_DEBUG="")

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class Program:
    """One running instance of fooled."""

    def __init__(self, binary, home, *arguments, **environment):
        home.write_settings()
        variables = home.environment()
        variables.pop("GTK_THEME")
        for key, value in environment.items():
            if value is None:
                variables.pop(key, None)
            else:
                variables[key] = value
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([binary, *arguments], env=variables,
                                        stdout=self.log, stderr=self.log)

    def output(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def wait(self):
        return self.process.wait(DEADLINE)

    def application(self):
        """The program's node in the accessibility tree."""
        while GLib.MainContext.default().iteration(False):  # news of programs that came and went
            pass
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            try:
                if child is not None and child.get_process_id() == self.process.pid:
                    # Nothing is remembered: what a list was is wrong, and not safe, a moment later.
                    child.set_cache_mask(Atspi.Cache.NONE)
                    return child
            except GLib.GError:  # a node that went away while we looked
                continue
        return None

    def nodes(self, inside=None):
        """Every accessible node, parents first; inside: only those below the node of that name and
        role, such as ("Picks", "table")."""
        root = self.find(*inside) if inside else self.application()
        stack = [root] if root else []
        while stack:
            node = stack.pop()
            try:
                yield node
                children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
            except GLib.GError:
                continue
            stack.extend(child for child in reversed(children)
                         if child is not None and not self.is_hidden_page(child))

    def is_hidden_page(self, node):
        """Pages and menus that are not shown are most of the tree, and nothing is looked for there."""
        try:
            name = node.get_name() or ""
            return bool(HIDDEN.fullmatch(name)) and self.extents(node).width == 0
        except GLib.GError:  # it went away while we looked
            return False

    def find(self, name, role=None, inside=None):
        """The first node that has an area and whose name matches the pattern wholly, or None."""
        for node in self.nodes(inside):
            try:
                if not re.fullmatch(name, node.get_name() or ""):
                    continue
                if role and not re.fullmatch(role, node.get_role_name()):
                    continue
                if self.extents(node).width > 0:
                    return node
            except GLib.GError:
                continue
        return None

    @staticmethod
    def extents(node):
        return node.get_extents(Atspi.CoordType.WINDOW)

    def await_node(self, name, role=None, inside=None):
        return await_value(lambda: self.find(name, role, inside), f"a node named {name!r}")

    def press(self, name, role=None, inside=None):
        """Does the first action of a named control: what a click does."""
        node = self.await_node(name, role, inside)
        assert node.get_n_actions() > 0, f"{name!r} cannot be pressed"
        node.do_action(0)

    def write(self, name, text):
        """Puts a text into a named entry; keys could go astray where no window manager is."""
        node = self.await_node(name)
        Atspi.EditableText.set_text_contents(node, text)
        await_value(lambda: Atspi.Text.get_text(node, 0, len(text) + 1) == text, f"{text!r} in {name!r}")

    def point(self, name, role=None, inside=None):
        """Moves the pointer onto a named thing, once that keeps its place."""
        def place():
            box = self.extents(self.await_node(name, role, inside))
            return box.x, box.y, box.width, box.height

        def settled():
            before = place()
            time.sleep(0.15)
            return self.extents(self.await_node(name, role, inside)) if place() == before else None

        box = await_value(settled, f"{name!r} to keep its place")
        subprocess.check_call(["xdotool", "mousemove", "--window", self.window_id(),
                               str(box.x + box.width // 2), str(box.y + box.height // 2)])

    def click(self, name, role=None, inside=None, button=1, times=1):
        """Moves the pointer onto a named thing and presses the button."""
        self.point(name, role, inside)
        subprocess.check_call(["xdotool", "click", "--repeat", str(times), "--delay", "60",
                               str(button)])

    def key(self, *keys):
        subprocess.check_call(["xdotool", "windowfocus", "--sync", self.window_id()])
        subprocess.check_call(["xdotool", "key", *keys])

    def window_id(self):
        """The topmost window that is one for a person: tooltips are small ones without a frame."""
        def search():
            result = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid",
                                     str(self.process.pid)], capture_output=True, text=True)
            for window in reversed(result.stdout.split()):
                shape = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                                       capture_output=True, text=True).stdout
                height = re.search(r"HEIGHT=(\d+)", shape)
                if height and int(height.group(1)) >= 200:
                    return window
            return None
        return await_value(search, "a window")

    def screenshot(self, path):
        subprocess.call(["import", "-window", "root", path])

    def quit(self):
        """Ctrl+Q; the program must end by itself with status 0 and without warnings."""
        def ended():
            """A key that met a window which was just closing is pressed again."""
            if self.process.poll() is None:
                self.key("ctrl+q")
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                return False
            return True

        await_value(ended, "the program to end")
        status = self.wait()
        text = self.output()
        assert status == 0, f"ended with {status}: {text}"
        assert not re.search(r"WARNING|CRITICAL|ERROR", text), f"warnings on the terminal: {text}"

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def await_value(function, what):
    """The first true value of function (); fails when there is none in time."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        value = function()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


def run_tests(tests, clean_up):
    """Prints TAP; keeps a screenshot of what a failing test saw. clean_up () follows each test."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        title = (test.__doc__ or test.__name__).strip().splitlines()[0]
        try:
            test()
            print(f"ok {number} {title}", flush=True)
        except Exception:
            failed += 1
            picture = os.path.join(tempfile.gettempdir(), f"fooled-clicks-{test.__name__}.png")
            subprocess.call(["import", "-window", "root", picture], stderr=subprocess.DEVNULL)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"# screenshot: {picture}")
            print(f"not ok {number} {title}", flush=True)
        clean_up()
    sys.exit(1 if failed else 0)
