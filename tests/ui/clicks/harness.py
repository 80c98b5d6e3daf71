# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real program on a display and session bus of its own, and finds, presses and reads
what a person would, by way of AT-SPI and xdotool. AT-SPI is spoken as D-Bus here: libatspi asks for
each name of each node by itself, which takes five times as long as asking for them together."""

import collections
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import zlib

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError) as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(77)

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


A11Y = "org.a11y.atspi."
TIMEOUT = 20000  # milliseconds; a busy machine answers late
ROOT = "/org/a11y/atspi/accessible/root"
ALL_ITEMS = "/org/a11y/atspi/cache", A11Y + "Cache", "GetItems"
BUS = "org.freedesktop.DBus"
Box = collections.namedtuple("Box", "x y width height")


def call(bus, owner, path, interface, method, arguments=None):
    """What it returns, as a tuple."""
    return bus.call_sync(owner, path, interface, method, arguments, None,
                         Gio.DBusCallFlags.NONE, TIMEOUT, None).unpack()


class Node:
    """A widget as assistive technology sees it, with its name, role and states when it was looked
    for; the rest is asked when it is needed, and raises GLib.GError where it has gone."""

    def __init__(self, bus, item):
        self.owner, self.path = item[0]
        self.name, role, self.description, states = item[6:]
        self.role = Atspi.role_get_name(Atspi.Role(role))
        self.states = states[0] | states[1] << 32
        self.bus = bus
        self.children = []  # those that are there for assistive technology, in their order

    def call(self, interface, method, arguments=None):
        return call(self.bus, self.owner, self.path, A11Y + interface, method, arguments)

    def is_in_state(self, state):
        """state: such as "selected"."""
        return bool(self.states >> int(getattr(Atspi.StateType, state.upper())) & 1)

    def extents(self):
        """In the window; no width where it is not shown."""
        window = GLib.Variant("(u)", (int(Atspi.CoordType.WINDOW),))
        return Box(*self.call("Component", "GetExtents", window)[0])

    def press(self):
        """Does the first action: what a click does."""
        assert self.call("Action", "DoAction", GLib.Variant("(i)", (0,)))[0], \
            f"{self.name!r} cannot be pressed"

    def text(self):
        """Up to a thousand characters."""
        return self.call("Text", "GetText", GLib.Variant("(ii)", (0, 1000)))[0]

    def set_text(self, text):
        self.call("EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))

    def set_value(self, value):
        call(self.bus, self.owner, self.path, BUS + ".Properties", "Set", GLib.Variant(
            "(ssv)", (A11Y + "Value", "CurrentValue", GLib.Variant("d", value))))


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
        self.bus = self.owner = None
        self.process = subprocess.Popen([binary, *arguments], env=variables,
                                        stdout=self.log, stderr=self.log)

    def output(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def wait(self):
        return self.process.wait(DEADLINE)

    def accessibility(self):
        """The bus of AT-SPI and the program's name there, or None."""
        if self.bus is None:
            session = Gio.bus_get_sync(Gio.BusType.SESSION)
            address = call(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0]
            self.bus = Gio.DBusConnection.new_for_address_sync(
                address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        if self.owner is None:
            for name in call(self.bus, BUS, "/", BUS, "ListNames")[0]:
                try:
                    if name.startswith(":") and self.process.pid == call(
                            self.bus, BUS, "/", BUS, "GetConnectionUnixProcessID",
                            GLib.Variant("(s)", (name,)))[0]:
                        self.owner = name
                except GLib.GError:  # one that went away while we looked
                    continue
        return (self.bus, self.owner) if self.owner else None

    def is_accessible(self):
        return self.accessibility() is not None

    def ask_for_children(self, bus, owner, paths):
        """{path: paths of its children}, all asked for at once."""
        children = {}

        def answered(source, result, path):
            try:
                children[path] = [child for _, child in source.call_finish(result).unpack()[0]]
            except GLib.GError:  # it went away while we asked
                children[path] = []

        for path in paths:
            bus.call(owner, path, A11Y + "Accessible", "GetChildren", None, None,
                     Gio.DBusCallFlags.NONE, TIMEOUT, None, answered, path)
        while len(children) < len(paths):
            GLib.MainContext.default().iteration(True)
        return children

    def windows(self):
        """The tops of the trees of what there is now. Each level is asked for at once, and the
        names of all in one question."""
        where = self.accessibility()
        if where is None:
            return []
        try:
            items = call(*where, *ALL_ITEMS)[0]
            # GTK does not expect to be asked for its windows before it has one.
            windows = [item[0][1] for item in items if item[2][1] == ROOT]
            children, level = {}, windows
            while level:
                children.update(self.ask_for_children(*where, level))
                level = [child for path in level for child in children[path] if child not in children]
            items = call(*where, *ALL_ITEMS)[0]
        except GLib.GError:  # it has no window yet, or no longer
            return []
        nodes = {item[0][1]: Node(where[0], item) for item in items}
        for path, node in nodes.items():
            node.children = [nodes[child] for child in children.get(path, []) if child in nodes]
        return [nodes[window] for window in windows if window in nodes]

    def nodes(self, inside=None):
        """Every accessible node, parents first, also of pages that are not shown; inside: only
        those below the node of that name and role, such as ("Picks", "table")."""
        if inside:
            root = self.find(*inside)
            stack = [root] if root else []
        else:
            stack = self.windows()[::-1]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def shown(self, name, role=None, inside=None):
        """Those that have an area and whose name matches the pattern wholly."""
        for node in self.nodes(inside):
            if re.fullmatch(name, node.name) and (not role or re.fullmatch(role, node.role)):
                try:
                    if node.extents().width > 0:
                        yield node
                except GLib.GError:  # it went away while we looked
                    continue

    def find(self, name, role=None, inside=None):
        """The first of them, or None."""
        return next(self.shown(name, role, inside), None)

    def await_node(self, name, role=None, inside=None, deadline=DEADLINE):
        return await_value(lambda: self.find(name, role, inside), f"a node named {name!r}", deadline)

    def press(self, name, role=None, inside=None):
        """Does the first action of a named control: what a click does."""
        self.await_node(name, role, inside).press()

    def write(self, name, text):
        """Puts a text into a named entry; keys could go astray where no window manager is."""
        node = self.await_node(name)
        node.set_text(text)
        await_value(lambda: node.text() == text, f"{text!r} in {name!r}")

    def point(self, name, role=None, inside=None):
        """Moves the pointer onto a named thing, once that keeps its place."""
        def place():
            return self.await_node(name, role, inside).extents()

        def settled():
            before = place()
            time.sleep(0.15)
            return before if place() == before else None

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

    def window(self):
        """The topmost window that is one for a person, or None: tooltips are small ones without a
        frame."""
        result = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid",
                                 str(self.process.pid)], capture_output=True, text=True)
        for window in reversed(result.stdout.split()):
            shape = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                                   capture_output=True, text=True).stdout
            height = re.search(r"HEIGHT=(\d+)", shape)
            if height and int(height.group(1)) >= 200:
                return window
        return None

    def window_id(self):
        return await_value(self.window, "a window")

    def screenshot(self, path):
        subprocess.call(["import", "-window", "root", path])

    def quit(self):
        """Ctrl+Q; the program must end by itself with status 0 and without warnings."""
        def ended():
            """A key that met a window which was just closing is pressed again; without a window
            it is saving."""
            if self.process.poll() is None and self.window():
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


def grey_png(side, grey):
    """The bytes of a PNG of side x side pixels: grey (x, y), 0 to 255, each."""
    rows = b"".join(b"\0" + bytes(grey(x, y) for x in range(side)) for y in range(side))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def await_value(function, what, deadline=DEADLINE):
    """The first true value of function (); fails when there is none in time."""
    end = time.monotonic() + deadline
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
