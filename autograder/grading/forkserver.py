"""A process that has imported the scientific stack once, and forks a process for each piece of student code.

    worker ── ForkServer ──control──> server ──fork──> supervisor ──fork──> the boxed process
    worker ── Child ─────────connection──────────────> supervisor

The server is a clean program of its own: it knows no gradebook, no check and no secret, has one thread, and runs no
numerical code. A supervisor stays outside of the box that it has made, watches what is used in there, and passes
interrupts on. The worker's connection is the box's life line: when either end dies, all that is in the box dies.
"""

import contextlib
import gc
import importlib
import io
import itertools
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from autograder.grading import sandbox
from autograder.grading.sandbox import Limits

ROOT = Path(__file__).parents[2]
TASKS = {"kernel": "autograder.grading.kernel", "functions": "autograder.grading.boundary.host"}
START = "import json, sys; c = json.load(sys.stdin); sys.path.append(c['root']); " + (
    "from autograder.grading import forkserver; forkserver.serve(c)"
)

PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")  # of the worker's environment; everything else stays there
SETTINGS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # one thread
SETTINGS |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # ipykernel's debugger warns of what nobody will debug
DATA = ("MNIST_ROOT",)  # names of folders of data, which are shown in the boxes

# What is loaded only when first used: imported in every fork, this would cost seconds.
LOADED_LATER = {
    "numpy": ["numpy.random", "numpy.linalg", "numpy.fft", "numpy.polynomial", "numpy.testing", "numpy.ma"],
    "matplotlib": [
        "matplotlib.pyplot",
        "matplotlib.backends.backend_agg",
        "mpl_toolkits.mplot3d",
        "PIL.PngImagePlugin",
    ],
    "torch": ["torch.optim", "torch.utils.data", "torch.nn.functional", "torch.func", "torch._dynamo"],
    "torchvision": ["torchvision.datasets", "torchvision.transforms.v2"],
    "sklearn": ["sklearn.datasets"],
}
READY = b"."  # what the boxed process tells its supervisor; anything else is why it could not go in
WATCH = 0.1  # seconds between two looks at a box


class Refused(RuntimeError):
    """There is no sandbox on this machine."""


# ── messages: JSON, its length before it ────────────────────────────────────────────────────────────────────────────


def send(connection, message):
    body = json.dumps(message).encode()
    connection.sendall(len(body).to_bytes(8, "big") + body)


def receive(connection):
    """The next message; None where the other end has closed."""
    head = read_exactly(connection, 8)
    body = head and read_exactly(connection, int.from_bytes(head, "big"))
    return body and json.loads(body)


def read_exactly(connection, size):
    read = bytearray()
    while len(read) < size:
        try:
            part = connection.recv(size - len(read))
        except ConnectionError:
            part = b""
        if not part:
            return None
        read += part
    return bytes(read)


# ── the worker's side ───────────────────────────────────────────────────────────────────────────────────────────────


class ForkServer:
    """A fork server of this process's own; it and all that it has forked end with this process."""

    def __init__(self, modules=(), limits=Limits(), sandboxed=True):  # noqa: B008  (it is frozen)
        if sandboxed and (why := sandbox.missing()):
            raise Refused(why)
        data = {name: os.path.abspath(os.environ[name]) for name in DATA if os.environ.get(name)}
        config = {
            "root": str(ROOT),
            "modules": list(modules),
            "limits": asdict(limits),
            "sandboxed": sandboxed,
            "data": data,
            "hidden": [os.getcwd()],
        }
        self.control, theirs = socket.socketpair()
        with theirs:
            config["control"] = theirs.fileno()
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", START],
                stdin=subprocess.PIPE,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | SETTINGS,
                pass_fds=[theirs.fileno()],
                cwd="/",
                start_new_session=True,
            )
        with self.process.stdin as stdin:
            stdin.write(json.dumps(config).encode())

    def fork(self, task, request, sockets=(), folder=None):
        """Starts a task in a box of its own, that holds copies of the folder's files; returns when it is in there."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [b"f"], [theirs.fileno(), *(one.fileno() for one in sockets)])
            send(ours, {"task": task, "request": request, "folder": folder and str(folder)})
        except ConnectionError:
            ours.close()
            raise RuntimeError("the fork server died") from None
        return Child(ours)

    def is_running(self):
        return self.process.poll() is None

    def close(self):
        """Ends the server and whatever it has forked."""
        self.control.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Child:
    """A forked process, seen from the worker that wanted it; dropping this ends the process."""

    def __init__(self, connection):
        self.connection, self.status, self.reason = connection, None, None
        first = receive(connection) or {"failed": "the fork server died"}
        if "failed" in first:
            connection.close()
            raise RuntimeError(f"no process for student code: {first['failed']}")
        self.pid = first["pid"]

    def fileno(self):
        """A file descriptor that is readable when the process has ended."""
        return self.connection.fileno()

    def poll(self):
        """The exit status, negative for a signal's number; None while it runs."""
        return self.wait(0)

    def wait(self, seconds=None):
        """Waits for the end, so long at most. `reason` says then what it has used too much of, if it has."""
        if self.status is None and select.select([self.connection], [], [], seconds)[0]:
            last = receive(self.connection) or {"exit": -signal.SIGKILL}
            self.status, self.reason = last["exit"], last.get("reason")
            self.connection.close()
        return self.status

    def interrupt(self):
        """SIGINT to the boxed process itself."""
        self.tell(b"i")

    def kill(self):
        """SIGKILL to everything in the box."""
        self.tell(b"k")

    def tell(self, command):
        if self.status is None:
            with contextlib.suppress(ConnectionError):
                self.connection.sendall(command)


OWN = {}


def running(modules=(), limits=Limits(), sandboxed=True):  # noqa: B008
    """This process's own fork server with these settings: started when first needed, and again if it has died."""
    key = os.getpid(), tuple(modules), limits, sandboxed
    if key not in OWN or not OWN[key].is_running():
        OWN[key] = ForkServer(modules, limits, sandboxed)
    return OWN[key]


# ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────────


def preload(modules):
    """Imports the tasks and what student code will import, with all that these would load later."""
    for name in TASKS.values():
        importlib.import_module(name)
    for name in modules:
        for each in (name, *LOADED_LATER.get(name.partition(".")[0], ())):
            with contextlib.suppress(ImportError):  # then it is the student's import that fails
                importlib.import_module(each)
    if "matplotlib.pyplot" in sys.modules:
        draw_once()
    gc.collect()
    gc.freeze()  # what is there by now stays: a fork need not look through it for garbage


def draw_once():
    """Loads what the first figure loads: fonts, formats; and leaves the choice of a backend open."""
    import matplotlib
    import matplotlib.pyplot as plt

    unset = matplotlib.rcParamsOrig["backend"]
    plt.switch_backend("agg")
    figure, axes = plt.subplots()
    axes.plot([1, 2], label="$x$")
    axes.set(xlabel="x", title="x")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    plt.close("all")
    plt._backend_mod = None
    dict.__setitem__(matplotlib.rcParams, "backend", unset)


def serve(config):
    """The server's life: a fork for every request, until the worker is gone."""
    control = socket.socket(fileno=config["control"])
    preload(config["modules"])
    boxes = Boxes(config)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a supervisor
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 1, 250)
        if not asked:
            os._exit(0)
        if os.fork() == 0:
            boxes.supervise(*descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def keep_only(*descriptors):
    """Closes every file but these, standard input, output and errors."""
    bounds = [2, *sorted(descriptors), os.sysconf("SC_OPEN_MAX")]
    for below, above in itertools.pairwise(bounds):
        os.closerange(below + 1, above)


class Boxes:
    """Makes a server's boxes. Each has a process of its own outside, the supervisor, and one inside."""

    def __init__(self, config):
        self.limits, self.sandboxed, self.data = Limits(**config["limits"]), config["sandboxed"], config["data"]
        if self.sandboxed:
            self.view = sandbox.visible(shown=self.data.values(), hidden=config["hidden"])
            self.calls = sandbox.system_calls()

    def supervise(self, connection, *sockets):
        """The supervisor's life."""
        keep_only(connection, *sockets)
        connection = socket.socket(fileno=connection)
        try:
            if sys.platform == "linux":
                sandbox.die_with_parent()
            if asked := receive(connection):
                self.look_after(*self.start(asked, sockets), connection)
        except BaseException as error:
            with contextlib.suppress(OSError):
                send(connection, {"failed": str(error), "traceback": traceback.format_exc()})
        os._exit(0)

    def start(self, asked, sockets):
        """Forks the boxed process; returns its number, and a file that is readable when it has ended."""
        ended, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        uid = sandbox.separate() if self.sandboxed else None
        ours, theirs = socket.socketpair()
        if (pid := os.fork()) == 0:
            signal.set_wakeup_fd(-1)
            keep_only(theirs.fileno(), *sockets)
            self.live_inside(asked, [socket.socket(fileno=each) for each in sockets], uid, theirs)
        for each in (theirs.detach(), *sockets):
            os.close(each)
        if (told := read_exactly(ours, 1)) != READY:
            why = (told or b"") + (ours.recv(10_000) if told else b"")
            raise RuntimeError(why.decode() or "it died at once")
        return pid, ended

    def look_after(self, pid, ended, connection):
        """Passes on what the worker wants, until the box has ended, by itself or because it used too much."""
        send(connection, {"pid": pid})
        reason, pause = None, WATCH
        while True:
            readable, _, _ = select.select([connection, ended], [], [], pause)
            if connection in readable and not self.obey(connection.recv(1), pid):
                break
            if ended in readable:
                os.read(ended, 1000)
                done, status = os.waitpid(pid, os.WNOHANG)
                if done:
                    return send(connection, {"exit": os.waitstatus_to_exitcode(status), "reason": reason})
            elif self.sandboxed and reason is None:
                began = time.monotonic()
                if reason := sandbox.excess(self.limits):
                    self.kill(pid)
                pause = max(WATCH, 10 * (time.monotonic() - began))
        self.kill(pid)
        os.waitpid(pid, 0)

    def obey(self, command, pid):
        """Does what the worker wants; False if it has gone."""
        if command == b"i":
            os.kill(pid, signal.SIGINT)
        elif command == b"k":
            self.kill(pid)
        return bool(command)

    def kill(self, pid):
        """Ends everything in a box: its first process takes all others along; without a sandbox, its group."""
        if self.sandboxed:
            os.kill(pid, signal.SIGKILL)
        else:
            os.killpg(pid, signal.SIGKILL)

    def live_inside(self, asked, sockets, uid, supervisor):
        """The boxed process's life."""
        try:
            self.go_in(asked, uid)
            supervisor.sendall(READY)  # fails if the supervisor has died before it could take this process along
            supervisor.close()
        except BaseException as error:
            supervisor.sendall(f"{type(error).__name__}: {error}".encode())
            os._exit(1)
        try:
            importlib.import_module(TASKS[asked["task"]]).main(asked["request"], sockets)
        except BaseException:
            os._exit(1)
        os._exit(0)

    def go_in(self, asked, uid):
        """From a fork of the server to a fresh process, alone with the folder's files."""
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)
        if sys.platform == "linux":
            sandbox.die_with_parent()
        if self.sandboxed:
            sandbox.confine(self.view, asked["folder"], uid, self.limits, self.calls)
        else:
            os.chdir(asked["folder"] or "/")
        renew(self.environment() | asked["request"].get("environment", {}))

    def environment(self):
        """What the environment holds: nothing of the worker's."""
        kept = {name: value for name, value in os.environ.items() if name in (*PASSED_ON, *SETTINGS)}
        home = {"HOME": sandbox.HOME, "TMPDIR": "/tmp", "USER": "student"} if self.sandboxed else {}
        return kept | home | self.data


def renew(environment):
    """Nothing of the server's state is left that should differ from process to process."""
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if torch := sys.modules.get("torch"):
        torch.seed()
