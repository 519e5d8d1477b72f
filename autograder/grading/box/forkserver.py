"""A process that has imported the scientific stack once, and forks a process for each piece of student code.

    worker: Access ──control──────> server: Server ──fork──> the boxed process, which runs the task
            Child ───connection───> server: Box

Workers share the server that their parent has started. It is a clean program of its own: it knows no gradebook, no
check and no secret, has one thread, and runs no numerical code. It watches what is used in its boxes. A child's
connection is a life line: when the worker or the server dies, or the worker closes it, everything in the box dies.
"""

import contextlib
import gc
import importlib
import io
import json
import multiprocessing
import os
import random
import select
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.course import places
from autograder.grading import frames
from autograder.grading.box import cgroups, pages, sandbox
from autograder.grading.box.cgroups import Groups
from autograder.grading.box.sandbox import Limits
from autograder.grading.box.start import ONE_THREAD, PASSED_ON, ROOT, passed_on
from autograder.grading.box.syscalls import Calls

TASK = "autograder.grading.kernel.app"  # what runs in a box: its `main`
START = """
import sys
sys.path.pop(0)  # the current folder
import json
config = json.load(sys.stdin)
sys.path.append(config["root"])
from autograder.grading.box import forkserver
forkserver.serve(config)
"""

SETTINGS = {"PATH": os.pathsep.join([os.path.dirname(sys.executable), os.defpath])}
SETTINGS |= ONE_THREAD  # which a fork needs
SETTINGS |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # ipykernel's debugger warns of what nobody will debug
DATA = ("MNIST_ROOT",)  # names of folders of data, which are shown in the boxes

# What is loaded only when first used: imported in every fork, this would cost seconds.
LOADED_LATER = {
    "ipykernel": [
        *("ipykernel.debugger", "ipykernel.zmqshell", "IPython.core.completerlib", "IPython.core.debugger"),
        *("IPython.core.logger", "IPython.core.oinspect", "IPython.core.pylabtools", "IPython.extensions.storemagic"),
        *("IPython.utils.wildcard", "psutil", "sqlite3", "tornado.platform.asyncio"),
    ],
    "numpy": ["numpy.random", "numpy.linalg", "numpy.fft", "numpy.polynomial", "numpy.testing", "numpy.ma"],
    "matplotlib": ["matplotlib.pyplot", "matplotlib.animation", "mpl_toolkits.mplot3d", "PIL.PngImagePlugin"],
    "torch": ["torch.optim", "torch.utils.data", "torch.nn.functional", "torch.func", "torch._dynamo"],
    "torchvision": ["torchvision.datasets", "torchvision.transforms.v2"],
    "sklearn": ["sklearn.datasets"],
}
WORKER_MEMORY = 3 << 30  # bytes of a worker's own data: with torch it needs some 1.2 GB
WATCH = 0.1  # seconds between two looks at a box
MOST_SOCKETS = 250  # in one message
LAST_WORD = 1  # seconds that a server which has gone is waited for, to know how
MOST_STUMBLES = 50  # looks at a box, one after the other, that may go wrong before it is ended
PREFIX, LOCK = "autograder-", ".lock"  # of a server's folder; who has started the server holds the lock
FRESH = 60  # seconds in which a new folder may be without its lock
LONGEST_BASE = 60  # of a folder's path: names of sockets have to be short
INTERRUPT, KILL = b"i", b"k"


class Refused(RuntimeError):
    """There is no sandbox on this machine."""


class ServerDied(OSError):
    """The fork server is gone, which no submission is to blame for."""


# ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────


def framed(message):
    return frames.framed(json.dumps(message).encode())


def receive(connection):
    """The next message; None where the other end has closed."""
    try:
        return json.loads(frames.receive(connection))
    except (EOFError, ConnectionError):
        return None


def is_readable(connection, seconds):
    """Is there something to read, or its end, within so many seconds? None: waits as long as it takes."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(seconds if seconds is None else 1000 * seconds))


# ── the worker's side ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ServerSpec:
    """What a fork server is for: modules that it imports, limits of its boxes, and whether it makes any."""

    modules: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    sandboxed: bool = True


class Access:
    """A way to a fork server, which another process may have started: any number of workers may share one.

    spec: what it is for; control: its socket; folder: a private place for sockets' names, which goes when it goes.
    """

    def __init__(self, spec, control, folder):
        self.spec, self.control, self.folder = spec, control, folder

    def fork(self, request, sockets=(), folder=None):
        """Starts the task in a box of its own, that holds copies of the folder's files; returns when it is in there."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [b"f"], [theirs.fileno(), *(one.fileno() for one in sockets)])
            ours.sendall(framed({"request": request, "folder": folder and os.path.realpath(folder)}))
        except OSError as error:
            ours.close()
            raise ServerDied(f"the fork server died ({error.strerror})") from None
        return Child(ours)

    def is_running(self):
        """Whether the server still holds the other end, where it sends nothing, and its folder was not swept away."""
        return self.ended() is None

    def ended(self):
        """Why there is no such server any more, in a few words; None while it runs."""
        if self.control.fileno() < 0:
            return "nobody holds on to it"
        if is_readable(self.control, 0):
            return "it has ended"
        return None if os.path.isdir(self.folder) else "its folder was swept away"

    def close(self):
        """Lets go of the server, which ends when nobody holds on to it."""
        self.control.close()


def new_folder():
    """A private folder for a server; those of servers that were killed with all who would clean up are removed."""
    base = tempfile.gettempdir()
    base = base if len(base) < LONGEST_BASE else "/tmp"
    for folder in Path(base).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            about = folder.lstat()
            if stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and time.time() - about.st_mtime > FRESH:
                with FileLock(folder / LOCK, timeout=0):  # nobody's who lives
                    shutil.rmtree(folder)
    return tempfile.mkdtemp(prefix=PREFIX, dir=base)


class ForkServer(Access):
    """A fork server of this process's own; it and all that it has forked end with this process.

    output: the file to which the server itself prints, warnings for instance (default: to this process's).
    """

    def __init__(self, spec=ServerSpec(), output=None):
        if spec.sandboxed and (why := sandbox.missing()):
            raise Refused(why)
        if not hasattr(os, "fork"):
            raise Refused(f"Students' code runs in forked processes, which {sys.platform} does not have")
        control, theirs = socket.socketpair()
        super().__init__(spec, control, new_folder())
        self.lock = FileLock(os.path.join(self.folder, LOCK))
        self.lock.acquire()
        data = {name: os.path.abspath(os.environ[name]) for name in DATA if os.environ.get(name)}
        config = asdict(spec) | {"root": str(ROOT), "folder": self.folder, "data": data}
        config |= {"hidden": [os.getcwd(), str(places.ROOT)]}
        with theirs:
            config["control"] = theirs.fileno()
            self.process = subprocess.Popen(
                [*(cgroups.delegated() if spec.sandboxed else ()), sys.executable, "-c", START],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=passed_on("HOME", *PASSED_ON, *cgroups.ASKS_SYSTEMD) | SETTINGS,
                pass_fds=[theirs.fileno()],
                cwd="/",
                start_new_session=True,
            )
        with self.process.stdin as stdin:
            stdin.write(json.dumps(config).encode())

    def ended(self):
        """Why there is no such server any more, with the exit status of an own one (Popen's `returncode`)."""
        why = super().ended()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return why and f"{why}, with the exit status {self.process.wait(LAST_WORD)}"
        return why

    def access(self):
        """What a worker needs to share this server: multiprocessing can pass it on to a process that it starts."""
        return Access(self.spec, self.control, self.folder)

    def close(self):
        """Ends the server and whatever it has forked."""
        with contextlib.suppress(OSError):  # it is gone already
            self.control.shutdown(socket.SHUT_RDWR)  # for workers that hold on to it, too
        super().close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)  # if it was killed, it could not do so itself

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Child:
    """A forked process, seen from the worker that wanted it; dropping this ends the process."""

    def __init__(self, connection):
        self.connection, self.status, self.reason = connection, None, None
        first = receive(connection)
        if first is None or "pid" not in first:
            connection.close()
            if first is None:
                raise ServerDied("the fork server died")
            raise RuntimeError(f"no process for student code: {first.get('failed', 'it died at once')}")
        self.pid = first["pid"]

    def fileno(self):
        """A file descriptor that is readable when the process has ended."""
        return self.connection.fileno()

    def poll(self):
        """The exit status, negative for a signal's number; None while it runs."""
        return self.wait(0)

    def wait(self, seconds=None):
        """Waits for the end, so long at most. `reason` says then what it has used too much of, if it has."""
        if self.status is None and is_readable(self.connection, seconds):
            last = receive(self.connection) or {"exit": -signal.SIGKILL}
            self.status, self.reason = last["exit"], last.get("reason")
            self.connection.close()
        return self.status

    def interrupt(self):
        """SIGINT to the boxed process itself."""
        self.tell(INTERRUPT)

    def kill(self):
        """SIGKILL to everything in the box."""
        self.tell(KILL)

    def tell(self, command):
        if self.status is None:
            with contextlib.suppress(ConnectionError):
                self.connection.sendall(command)


KNOWN, STARTING = {}, threading.Lock()


def adopt(servers):
    """Makes this process use another one's fork servers, each an Access, while they run."""
    KNOWN.update({(os.getpid(), access.spec): access for access in servers})


def follow_parent(servers):
    """Makes this worker share its parent's fork servers, and end as soon as that is gone, even if it was killed.

    It reads what students' processes send: whatever that may be, it takes no more memory than there is for a worker.
    """
    if sys.platform == "linux":
        import resource  # which only Unix has

        resource.setrlimit(resource.RLIMIT_DATA, (WORKER_MEMORY, WORKER_MEMORY))
    threading.Thread(target=end_with_parent, daemon=True).start()
    adopt(servers)


def end_with_parent():
    multiprocessing.parent_process().join()
    os._exit(1)


def running(modules=(), limits=Limits(), sandboxed=True):
    """The fork server with these settings."""
    return server_for(ServerSpec(tuple(modules), limits, sandboxed))


def server_for(spec, output=None):
    """The fork server with this spec: adopted, or this process's own, started when needed and again if it died."""
    key = os.getpid(), spec
    with STARTING:
        if key in KNOWN and not KNOWN[key].is_running():
            KNOWN.pop(key).close()
        if key not in KNOWN:
            KNOWN[key] = ForkServer(spec, output)
        return KNOWN[key]


# ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────


def preload(modules):
    """Imports the task and what student code will import, with all that these would load later."""
    gc.disable()  # nothing of that is garbage
    importlib.import_module(TASK)
    for name in ("ipykernel", *modules):
        for each in (name, *LOADED_LATER.get(name.partition(".")[0], ())):
            with contextlib.suppress(ImportError):  # then it is the student's import that fails
                importlib.import_module(each)
    if "matplotlib.pyplot" in sys.modules:
        draw_once()
    gc.collect()
    gc.enable()
    gc.freeze()  # what is there by now stays: a fork need not look through it for garbage
    if "torch" in sys.modules:  # for less, it does not pay
        pages.make_large()


def draw_once():
    """Loads what the first figure loads: fonts, formats, backends; and leaves the choice of a backend open."""
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
    matplotlib.backends.backend_registry.list_all()
    plt._backend_mod = None
    dict.__setitem__(matplotlib.rcParams, "backend", unset)


def serve(config):
    """The server's life, in a process that is number 1 to all that it forks: they die with it.

    One that is to make boxes comes here once more, in a room for that (`sandbox.become`).
    """
    control = socket.socket(fileno=config["control"])
    if "view" not in config:
        fork_server(config, control)
    preload(config["modules"])
    Server(config, control).run()


def fork_server(config, control):
    """Returns in the server only; the process that has started it waits for its end, and tidies up."""
    if config["sandboxed"]:
        view = sandbox.visible(shown=config["data"].values(), hidden=config["hidden"])
        cgroups.stand_aside()
        sandbox.lead()
    if server := os.fork():
        control.close()
        _, status = os.waitpid(server, 0)
        shutil.rmtree(config["folder"], ignore_errors=True)
        os._exit(os.waitstatus_to_exitcode(status) % 256)
    if sys.platform == "linux":
        sandbox.die_with_parent()
    if config["sandboxed"]:
        sandbox.become(view, START, config, passed_on(*PASSED_ON, *SETTINGS))


def keep_only(*descriptors):
    """Empties every open file but these, standard input, output and errors.

    Their numbers stay taken: objects that the server made may still close them, and must hit nobody else's file.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in map(int, os.listdir("/dev/fd")):
        if descriptor > 2 and descriptor not in descriptors:
            with contextlib.suppress(OSError):  # the listing's own
                os.fstat(descriptor)
                os.dup2(nowhere, descriptor)


class Server:
    """Forks a process for every request, and looks after it until it ends."""

    def __init__(self, config, control):
        self.control, self.boxes, self.maker, self.selector = control, {}, Maker(config), selectors.DefaultSelector()
        ended, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self.selector.register(ended, selectors.EVENT_READ, lambda: os.read(ended, 1000))
        self.selector.register(control, selectors.EVENT_READ, self.begin)

    def run(self):
        """Serves until the worker is gone."""
        pause = WATCH
        while True:
            for key, _ in self.selector.select(pause if self.boxes else None):
                key.data()
            self.reap()
            began = time.monotonic()
            for box in self.boxes.values():
                box.look_safely()
            pause = max(WATCH, 10 * (time.monotonic() - began))

    def begin(self):
        """Forks for a request: a byte, and with it the worker's connection and the sockets for the task."""
        asked, descriptors, _, _ = socket.recv_fds(self.control, 1, MOST_SOCKETS)
        if not asked:
            self.end()
        connection, *sockets = (socket.socket(fileno=each) for each in descriptors)
        ours, theirs = socket.socketpair()
        try:
            pid = self.maker.fork()
        except OSError as error:
            with contextlib.suppress(OSError):  # nobody may want it any more
                connection.sendall(framed({"failed": f"fork: {error.strerror}"}))
        else:
            if pid == 0:
                self.maker.live_inside(connection, theirs, sockets)
            self.boxes[pid] = Box(pid, connection, ours, self.maker, self.selector)

    def reap(self):
        """Says of every process that has ended how it ended."""
        while self.boxes:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            if box := self.boxes.pop(pid, None):
                box.end(os.waitstatus_to_exitcode(status))

    def end(self):
        """Takes everything along: without a sandbox, nobody else would."""
        for box in self.boxes.values():
            box.kill()
        for pid, box in self.boxes.items():
            os.waitpid(pid, 0)
            if box.group:
                self.maker.groups.end(box.group)
        if self.maker.group:
            self.maker.groups.close()
        os._exit(0)


class Box:
    """A forked process, as the server sees it; without a sandbox it is not one, but all goes the same way."""

    def __init__(self, pid, connection, process, maker, selector):
        self.pid, self.connection, self.process = pid, connection, process
        self.maker, self.selector, self.proc, self.reason = maker, selector, [], None
        self.group, self.stumbles = maker.group, 0
        selector.register(process, selectors.EVENT_READ, self.confirm)

    def confirm(self):
        """The process has gone into its box, or says why it could not: the worker hears it."""
        told, self.proc, _, _ = socket.recv_fds(self.process, 10_000, 1)
        self.selector.unregister(self.process)
        with contextlib.suppress(OSError):
            self.connection.sendall(told)
        self.selector.register(self.connection, selectors.EVENT_READ, self.obey)

    def obey(self):
        """Does what the worker wants; when that is gone, nobody wants the box any more."""
        try:
            command = self.connection.recv(1)
        except ConnectionError:
            command = b""
        if not command:
            self.selector.unregister(self.connection)
        if command == INTERRUPT:
            os.kill(self.pid, signal.SIGINT)
        else:
            self.kill()

    def kill(self):
        """Ends everything in the box: its first process takes all others along. Without a sandbox: its group."""
        with contextlib.suppress(ProcessLookupError):
            if self.maker.sandboxed:
                os.kill(self.pid, signal.SIGKILL)
            else:
                os.killpg(self.pid, signal.SIGKILL)

    def look_safely(self):
        """Looks at the box; what goes wrong with that ends no other box, and not this one before it goes on so."""
        try:
            self.look()
            self.stumbles = 0
        except OSError:
            self.stumbles += 1
            if self.stumbles > MOST_STUMBLES:
                traceback.print_exc()
                self.kill()

    def look(self):
        """Ends the box if it uses too much."""
        if self.maker.sandboxed and self.proc and self.reason is None:
            self.reason = sandbox.excess(self.proc[0], self.maker.limits, self.group)
            if self.reason:
                self.kill()

    def end(self, status):
        """Tells the worker how it ended, and forgets it."""
        for each in (self.process, self.connection):
            with contextlib.suppress(KeyError):
                self.selector.unregister(each)
        with contextlib.suppress(OSError):  # its group may have gone before
            self.reason = self.reason or sandbox.refused(self.maker.limits, self.group)
        if self.group:
            self.maker.groups.end(self.group)
        with contextlib.suppress(OSError):
            self.connection.sendall(framed({"exit": status, "reason": self.reason}))
        for each in (self.process.detach(), self.connection.detach(), *self.proc):
            os.close(each)


class Maker:
    """Makes the processes of a server what they are to be."""

    def __init__(self, config):
        self.limits, self.sandboxed, self.data = Limits(**config["limits"]), config["sandboxed"], config["data"]
        self.group = None
        if self.sandboxed:
            self.view, self.calls, self.groups = config["view"], Calls(), Groups(self.limits)

    def fork(self):
        """Forks a process; `group` limits the box that it is to be in."""
        if not self.sandboxed:
            return os.fork()
        self.group = self.groups.new()
        try:
            return sandbox.fork_first()
        except OSError:
            if self.group:
                self.groups.end(self.group)
            raise

    def live_inside(self, connection, server, sockets):
        """A forked process's whole life."""
        try:
            self.forget_the_server(connection, server, *sockets)
            asked = receive(connection)
            connection.close()
            number, proc = self.go_in(asked["folder"])
            renew(self.environment() | asked["request"].get("environment", {}))
            socket.send_fds(server, [framed({"pid": number})], [proc])
            os.close(proc)
            server.close()
        except BaseException as error:
            server.sendall(framed({"failed": f"{type(error).__name__}: {error}"[:1000]}))
            os._exit(1)
        try:
            importlib.import_module(TASK).main(asked["request"], sockets)
        except BaseException:
            os._exit(1)
        os._exit(0)

    def forget_the_server(self, *sockets):
        """Keeps none of the server's files but these, nor what it does on signals."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        keep_only(*(each.fileno() for each in sockets))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)

    def go_in(self, folder):
        """Goes where the task is to run; returns the process's number on the machine, and /proc as it is in there."""
        if not self.sandboxed:
            if sys.platform == "linux":
                sandbox.die_with_parent()
            os.chdir(folder or "/")
            return os.getpid(), os.open(os.devnull, os.O_RDONLY)
        number = int(os.readlink("/proc/self"))
        sandbox.confine(self.view, folder, self.limits, self.calls, self.group)
        return number, os.open("/proc", os.O_RDONLY)

    def environment(self):
        """What the environment holds: nothing of the worker's."""
        home = {"HOME": sandbox.HOME, "TMPDIR": "/tmp", "USER": "student"} if self.sandboxed else {}
        return passed_on(*PASSED_ON, *SETTINGS) | home | self.data


def renew(environment):
    """Nothing of the server's state is left that should differ from process to process."""
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if torch := sys.modules.get("torch"):
        torch.seed()
