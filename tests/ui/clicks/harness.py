# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real program on a display and session bus of its own, and finds, presses and reads
what a person would, by way of AT-SPI and xdotool. AT-SPI is spoken as D-Bus here: libatspi asks for
each name of each node by itself, which takes five times as long as asking for them together."""

import collections
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
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError) as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(77)

# For those that give the program files, as the tests of the command line do.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../cli"))

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
REGISTRY = "org.a11y.atspi.Registry"
Box = collections.namedtuple("Box", "x y width height")


def ask(bus, owner, path, interface, method, arguments=None):
    """What it returns, as a GLib.Variant."""
    return bus.call_sync(owner, path, interface, method, arguments, None,
                         Gio.DBusCallFlags.NONE, TIMEOUT, None)


def call(*question):
    """What it returns, as a tuple."""
    return ask(*question).unpack()


def reference(item, field):
    """The path of the object that a field names: of an item, 0 is itself and 2 its parent."""
    return item.get_child_value(field).get_child_value(1).get_string()


def has_children(item):
    return item.get_child_value(4).get_int32() != 0


class Node:
    """A widget as assistive technology sees it, with its name, role and states when it was looked
    for; the rest is asked when it is needed, and raises GLib.GError where it has gone. Of the
    answer each part is read when it is needed: to unpack all of them takes much longer."""

    def __init__(self, bus, path, item):
        self.bus = bus
        self.path = path
        self.item = item
        self.name = item.get_child_value(6).get_string()
        self.children = []  # those that are there for assistive technology, in their order

    @property
    def owner(self):
        return self.item.get_child_value(0).get_child_value(0).get_string()

    @property
    def role(self):
        return Atspi.role_get_name(Atspi.Role(self.item.get_child_value(7).get_uint32()))

    @property
    def description(self):
        return self.item.get_child_value(8).get_string()

    def call(self, interface, method, arguments=None):
        return call(self.bus, self.owner, self.path, A11Y + interface, method, arguments)

    def is_in_state(self, state):
        """state: such as "selected"."""
        states = self.item.get_child_value(9).unpack()
        number = int(getattr(Atspi.StateType, state.upper()))
        return bool(states[number // 32] >> number % 32 & 1)

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
        self.items = {}  # of the last look, by path
        self.tops = []  # paths of the windows among them
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
            # Those that have introduced themselves: before, a program may not be ready to answer.
            for name, _ in call(self.bus, REGISTRY, ROOT, A11Y + "Accessible", "GetChildren")[0]:
                try:
                    if self.process.pid == call(
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
                found = source.call_finish(result).get_child_value(0)
                children[path] = [reference(found, i) for i in range(found.n_children())]
            except GLib.GError:  # it went away while we asked
                children[path] = []

        for path in paths:
            bus.call(owner, path, A11Y + "Accessible", "GetChildren", None, None,
                     Gio.DBusCallFlags.NONE, TIMEOUT, None, answered, path)
        while len(children) < len(paths):
            GLib.MainContext.default().iteration(True)
        return children

    def ask_for_items(self, bus, owner):
        """All that it has told anybody about so far, and which of it are windows."""
        items = ask(bus, owner, *ALL_ITEMS).get_child_value(0)
        items = [items.get_child_value(i) for i in range(items.n_children())]
        self.items = {reference(item, 0): item for item in items}
        self.tops = [path for path, item in self.items.items() if reference(item, 2) == ROOT]

    def windows(self):
        """The tops of the trees of what there is now. What the last look found is asked for its
        children all at once, what is new level by level, and then all for their names in one
        question; which may show more that is new."""
        where = self.accessibility()
        if where is None:
            return []
        children = {}  # of those that have been asked

        def missing(paths):
            return [path for path in paths if path not in children
                    and (path not in self.items or has_children(self.items[path]))]

        try:
            if not self.items:
                self.ask_for_items(*where)
            # GTK does not expect to be asked for its windows before it has one.
            level = missing(self.items)
            while level:
                while level:
                    children.update(self.ask_for_children(*where, level))
                    level = missing({child for path in level for child in children[path]})
                self.ask_for_items(*where)
                level = missing({*self.tops}.union(*children.values()))
        except GLib.GError:  # it has no window yet, or no longer
            children = {}
        if not children:
            self.items = {}
            return []
        nodes = {path: Node(where[0], path, item) for path, item in self.items.items()}
        for path, node in nodes.items():
            node.children = [nodes[child] for child in children.get(path, []) if child in nodes]
        return [nodes[window] for window in self.tops]

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

    def open_menu(self, item, ask):
        """Asks for the menu that has the item. What is asked of a menu or a dialog that is just
        closing is asked again."""
        def is_open():
            ask()
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if self.find(item):
                    return True
                time.sleep(0.1)
            return False

        await_value(is_open, f"a menu with {item!r}")

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
