"""The fork server, the box around each process, and kernels in it: as root, and as an ordinary user."""

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from textwrap import dedent

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from traitlets.config import Config

from autograder.course.places import ROOT, notebooks
from autograder.grading.box import cgroups, forkserver, sandbox, syscalls
from autograder.grading.box.cgroups import Groups
from autograder.grading.box.forkserver import ForkServer, Refused, ServerSpec
from autograder.grading.box.sandbox import Limits
from autograder.grading.kernel.provisioner import MODULES as MODULES_OF_ALL
from autograder.grading.kernel.provisioner import ForkedKernelManager
from tests.owner import copied_python, state_of

NOBODY = 65534
MODULES = ("numpy", "matplotlib", "ipywidgets")
SMALL = Limits(memory=600 << 20, cpu_seconds=60, file_size=8 << 20, scratch=16 << 20)

needs_sandbox = pytest.mark.skipif(sandbox.missing() is not None, reason=str(sandbox.missing()))
pytestmark = pytest.mark.timeout(300)


def executed(*cells, folder=None, seconds=120, **settings):
    """The outputs of each cell, run one after the other in a kernel of their own."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "kernel-of-another-machine", "display_name": "?"}
    client = NotebookClient(
        notebook,
        kernel_manager_class=ForkedKernelManager,
        config=Config(ForkedKernelManager={"modules": list(MODULES), "limits": SMALL} | settings),
        resources={"metadata": {"path": folder and str(folder)}},
        shutdown_kernel="immediate",
        allow_errors=True,
        interrupt_on_timeout=True,
        timeout=seconds,
    )
    with contextlib.suppress(DeadKernelError):  # what came before is told
        client.execute()
    return [cell.outputs for cell in notebook.cells]


def text_of(outputs):
    """What a cell printed, returned or raised."""
    text = "".join(o.get("text") or o.get("evalue") or o.get("data", {}).get("text/plain", "") for o in outputs)
    return re.sub(r"^\[Errno \d+\] ", "", text).strip()


def eventually(condition):
    """Waits for what is bound to happen, as long as a busy machine may need."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def lives(pid):
    """Is there such a process, other than one that has ended and waits to be buried?"""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


# ── what code in a box can do, and what not: the same for root's boxes and for anybody's ────────────────────────

SYSTEM_CALLS = {"unshare": (272, 0x10000000), "setns": (308, 0, 0), "mount": (165, 0, 0, 0, 0, 0), "chroot": (161, 0)}
SYSTEM_CALLS |= {"pivot_root": (155, 0, 0), "ptrace": (101, 0, 0, 0, 0), "bpf": (321, 0, 0, 0), "keyctl": (250, 0)}
SYSTEM_CALLS |= {"fsopen": (430, 0, 0), "clone": (56, 0x10000000 | 17, 0, 0, 0, 0), "io_uring_setup": (425, 1, 0)}
SYSTEM_CALLS |= {"clone3": (435, 0, 0), "sync": (162,), "unknown": (999, 0, 0)}
SYSTEM_CALLS |= {"memfd_create": (319, 0, 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0), "userfaultfd": (323, 0)}

ATTACKS = {
    # name: (code, what it prints or raises)
    "loopback": ("import socket; socket.create_connection(('127.0.0.1', {port}))", "Network is unreachable"),
    "abstract socket": (
        "import socket; socket.socket(socket.AF_UNIX).connect({abstract!r})",
        "Connection refused",
    ),
    "hypervisor's socket": (
        "import socket; socket.socket(socket.AF_VSOCK)",
        "Address family not supported by protocol",
    ),
    "course": (
        """
        import os
        names = "source", "solutions", "autograder", "tests", "README.md", ".git"
        print([name for name in names if os.path.exists(os.path.join({root!r}, name))])
        """,
        "[]",
    ),
    "home folders, other submissions": (
        "import os; print(os.path.exists({there!r}), os.path.exists(os.path.dirname({there!r})), os.listdir('/home'))",
        "False False ['student']",
    ),
    "writing outside": (
        """
        import os, sys
        def can_write(folder):
            try:
                open(os.path.join(folder, "x"), "w")
            except OSError:
                return False
            return True
        print([*filter(can_write, ["/", "/usr", "/etc", "/dev", "/home", sys.prefix, sys.base_prefix])])
        """,
        "[]",
    ),
    "devices": (
        "import os; os.mknod('/tmp/disk', 0o60600, os.makedev(254, 0))",
        "Operation not permitted",
    ),
    "environment": (
        """
        import os
        everything = str(os.environ) + open("/proc/1/environ").read() + open("/proc/1/cmdline").read()
        print("SECRET" in everything, "NBGRADER_DB_URL" in everything)
        """,
        "False False",
    ),
    "other processes": (
        "import os; print([name for name in os.listdir('/proc') if name.isdigit()], os.getppid())",
        "['1'] 0",
    ),
    "signals to others": ("import os; os.kill({pid}, 9)", "No such process"),
    "inherited files": (
        """
        import os
        links = set()
        for descriptor in os.listdir("/proc/self/fd"):
            if os.path.lexists(f"/proc/self/fd/{{descriptor}}"):
                links.add(os.readlink(f"/proc/self/fd/{{descriptor}}").partition(":")[0])
        print(links - {{"socket", "pipe", "anon_inode", "/dev/null"}})
        """,
        "set()",
    ),
    "rights": (
        """
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        print({{int(status[name], 16) for name in status if name.startswith("Cap")}},
              [int(status[name]) for name in ("NoNewPrivs", "Seccomp")])
        """,
        "{0} [1, 2]",
    ),
    "set-user-id programs": (
        "print([line for line in open('/proc/mounts') if 'nosuid' not in line and ' /dev/' not in line])",
        "[]",
    ),
    "fork bomb": (
        """
        import os, time
        forks = 0
        try:
            while True:
                if os.fork() == 0:
                    time.sleep(600)
                forks += 1
        except OSError as error:
            print(forks < 64, error.strerror)
        """,
        "True Resource temporarily unavailable",
    ),
    "100 GB": ("x = bytearray(100 << 30)", ""),
    "large file": ("open('/tmp/large', 'wb').write(bytes(20 << 20))", "File too large"),
    "large shared memory": (
        "import os; os.ftruncate(os.open('/dev/shm/x', os.O_RDWR | os.O_CREAT), 1 << 30)",
        "File too large",
    ),
    "much scratch": (
        """
        import os
        try:
            for number in range(99):
                open(f"/dev/shm/{{number}}", "wb").write(bytes(4 << 20))
        except OSError as error:
            print(number < 8, error.strerror, os.statvfs("/home/student").f_bavail)
        """,
        "True No space left on device 0",
    ),
    "many files": (
        """
        import os
        try:
            for number in range(10**6):
                os.mkdir(f"/tmp/{{number}}")
        except OSError as error:
            print(number < 20_000, error.strerror)
        """,
        "True No space left on device",
    ),
    "system calls": (
        """
        import ctypes
        from errno import errorcode
        call = ctypes.CDLL(None, use_errno=True).syscall
        for name, arguments in {calls}.items():
            print(name, call(*arguments), errorcode[ctypes.get_errno()])
        """,
        "\n".join(f"{name} -1 {'EPERM' if name == 'clone' else 'ENOSYS'}" for name in SYSTEM_CALLS),
    ),
    "the interpreter's own file": (
        """
        import glob, os, subprocess, sys
        def can(action, *given):
            try:
                action(*given)
            except OSError:
                return False
            return True
        held = os.open("/proc/self/exe", os.O_PATH)
        own = os.path.join(sys.prefix, "own.txt")
        real = [sys.executable, os.path.realpath(sys.executable), os.__file__, own, *glob.glob("/lib*/ld-*.so*")]
        paths = [*real, "/proc/self/exe", "/proc/1/exe", f"/proc/self/fd/{{held}}"]
        paths += glob.glob("/proc/self/map_files/*")
        paths += [f"/proc/self/{{way}}{{path}}" for path in real for way in ("root", "cwd/../../..")]
        paths += [f"/proc/self/fd/{{number}}" for number in range(10)]
        found = []
        for path in filter(os.path.exists, paths):
            changes = {{"mode": (os.chmod, path, 0o777), "time": (os.utime, path), "owner": (os.chown, path, -1, -1)}}
            changes |= {{"more": (open, path, "ab"), "all": (open, path, "r+b"), "name": (os.link, path, "/tmp/link")}}
            changes |= {{"place": (os.rename, path, path + "x"), "mark": (os.setxattr, path, "user.x", b"x")}}
            for name in changes if not os.path.samefile(path, "/dev/null") else ("mode", "time", "owner"):
                if can(*changes[name]) and not os.path.realpath(path).startswith("/proc/"):
                    found.append((path, name))
        script = "exec 3</proc/$PPID/exe; exec sh -c 'echo x >>/proc/self/fd/3; chmod 777 /proc/self/fd/3; echo $?'"
        print(found, subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout.strip())
        """,
        "[] 1",
    ),
    "leases on others' files": (
        "import fcntl, sys; fcntl.fcntl(open(sys.prefix + '/pyvenv.cfg'), fcntl.F_SETLEASE, fcntl.F_WRLCK)",
        "Operation not permitted",
    ),
    "before all others": (
        """
        import os
        for attempt in (lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)), lambda: os.nice(-1)):
            try:
                attempt()
            except PermissionError as error:
                print(error.strerror)
        """,
        "Operation not permitted\nOperation not permitted",
    ),
    "be the last to go where memory runs out": (
        """
        for name in ("self/oom_score_adj", "1/oom_score_adj"):
            try:
                open("/proc/" + name, "w").write("0")
            except OSError as error:
                print(error.strerror)
        """,
        "Read-only file system\nRead-only file system",
    ),
    "Linux by its door for 32 bits": (
        """
        import ctypes, mmap, os
        def call():  # push rbx; mov eax, 20: getpid; int 0x80; pop rbx; ret
            page = mmap.mmap(-1, 4096, prot=7)
            page.write(bytes.fromhex("53b814000000cd805bc3"))
            ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
        if os.uname().machine == "x86_64" and os.fork() == 0:
            call()
            os._exit(0)
        print("killed" if os.uname().machine != "x86_64" or os.waitstatus_to_exitcode(os.wait()[1]) < 0 else "through")
        """,
        "killed",
    ),
    "odd sockets in pairs": (
        "import socket; socket.socketpair(30)",  # AF_TIPC
        "Address family not supported by protocol",
    ),
    "nested sandbox": (
        "import subprocess\nprint(subprocess.run(['unshare', '-Ur', 'true'], capture_output=True).returncode)",
        "1",
    ),
}

PLAIN_USE = {
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "figure at the end": "plt.plot([1, 2]);",
    "widget": "import ipywidgets\nipywidgets.IntSlider()",
    "shell": "!echo $HOME; whoami; pwd",
    "threads": "from concurrent.futures import ThreadPoolExecutor as T\nlist(T(4).map(abs, [-1, 2]))",
    "processes": "import multiprocessing as m\nwith m.get_context('fork').Pool(2) as p: print(p.map(abs, [-1, 2]))",
}


MEMORY_BOMB = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        x = bytearray(b".") * (100 << 20)
        time.sleep(600)
while True:
    if os.waitstatus_to_exitcode(os.wait()[1]) == -9:
        os._exit(9)
"""
FILLED = """
import os, time
for number in range(50):
    with open(f"/dev/shm/{number}", "wb") as file:
        file.write(bytes(8 << 20))
for _ in range(3):
    if os.fork() == 0:
        kept = bytearray(b".") * (100 << 20)
        time.sleep(3)
        os._exit(3)
ends = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(3)]
os._exit(9 if -9 in ends else 3)
"""
SPINNING = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
SHORT_LIVED = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        began = time.process_time()
        while time.process_time() < began + 0.02: pass
        os._exit(0)
    time.sleep(0.01)
"""
FORKS = """
import os, threading, time
made = 0
try:
    while True:
        if os.fork() == 0: time.sleep(600)
        made += 1
except OSError: pass
try:
    while True:
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        made += 1
except RuntimeError: pass
os._exit(made)
"""
MUCH_MEMORY, MUCH_TIME = "more than 0.586 GiB of memory", "more than 2 seconds of CPU time"
BOMBS = {
    # name: (code, limits, how it may end and why: where the kernel keeps the limits, where a watch does)
    "memory of many processes": (MEMORY_BOMB, {}, [9, MUCH_MEMORY], [-9, MUCH_MEMORY]),
    "memory as files": (FILLED, {"scratch": 512 << 20}, [9, MUCH_MEMORY], [3, None]),
    "time of many processes": (SPINNING, {"cpu_seconds": 2}, [-9, MUCH_TIME], [-9, MUCH_TIME]),
    "time of processes that are gone": (SHORT_LIVED, {"cpu_seconds": 2}, [-9, MUCH_TIME], None),
    "processes and threads": (FORKS, {"processes": 40}, range(20, 40), range(20, 40)),
}


def exploded(name):
    """[how it ended, why] of one of BOMBS."""
    code, limits, *_ = BOMBS[name]
    with ForkServer(ServerSpec(limits=replace(SMALL, **limits))) as server:
        kernel = Kernel(server, code)
        told = [kernel.child.wait(120), kernel.child.reason]
        kernel.close()
    return told


class Machine:
    """What attacks would like to reach, and who attacks it: this user, or nobody in particular."""

    def __init__(self, folder):
        (folder / "submission-of-another").write_text("text")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0autograder-test-{os.getpid()}")
        self.abstract.listen()
        self.names = {
            "port": self.listener.getsockname()[1],
            "abstract": self.abstract.getsockname().decode(),
            "root": str(ROOT),
            "there": str(folder / "submission-of-another"),
            "pid": os.getpid(),
            "calls": SYSTEM_CALLS if os.uname().machine == "x86_64" else {},
        }

    def close(self):
        self.listener.close()
        self.abstract.close()


def outcomes(names):
    """{attack: what it printed}, each in a box of its own; how plain use went in one more; {bomb: what it came to}."""
    kept = sandbox.limits_kept_by()
    told = {name: text_of(executed(dedent(code).format(**names))[0]) for name, (code, _) in ATTACKS.items()}
    use = dict(zip(PLAIN_USE, executed(*PLAIN_USE.values()), strict=True))
    bombs = {name: exploded(name) for name, (*_, watched) in BOMBS.items() if watched or kept != cgroups.NO_GROUPS}
    return {"attacks": told, "use": use, "bombs": bombs, "kept": kept}


def become_nobody():
    """From root to an ordinary user who can read Python and this course, wherever they are."""
    sandbox.call("unshare", sandbox.CLONE["NEWNS"])
    sandbox.mount(None, "/", None, sandbox.MS_REC | sandbox.MS_SLAVE)
    needed = {Path(path).resolve() for path in (ROOT, sys.prefix, sys.base_prefix)}
    held = {path: os.open(path, os.O_PATH) for path in needed}
    for closed in {p for path in needed for p in path.parents if not p.stat().st_mode & 0o001}:
        sandbox.mount("tmpfs", str(closed), "tmpfs", 0, "mode=755")
    for path, descriptor in held.items():
        os.makedirs(path, exist_ok=True)
        sandbox.mount(f"/proc/self/fd/{descriptor}", str(path), None, sandbox.MS_BIND | sandbox.MS_REC)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def as_version_1_has_it(action):
    """Makes, or removes, a group that an ordinary user may divide, in each tree; none where there are no trees."""
    for place in cgroups.places_of_version_1():
        action(Path(place, "nobody"))


def own_groups(folder):
    folder.mkdir()
    for name in (".", "cgroup.procs"):
        os.chown(folder / name, NOBODY, NOBODY)
    (folder / "cgroup.procs").write_text("0")


def become_owner():
    """An ordinary user with rights over control groups, where that can be done here."""
    as_version_1_has_it(own_groups)
    become_nobody()


USERS = {"as this user": None, "as an ordinary user": become_nobody, "as the interpreter's owner": become_owner}


@pytest.fixture(scope="module", params=USERS)
def told(request, tmp_path_factory):
    """What everything of ATTACKS, PLAIN_USE and BOMBS came to."""
    become, python = USERS[request.param], sys.executable
    if become and os.geteuid() != 0:
        pytest.skip("this user is an ordinary one")
    machine = Machine(tmp_path_factory.mktemp("machine"))
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    if become is become_owner:
        python = copied_python(folder / "python", NOBODY)
    before = state_of(folder)
    code = (
        "import json, sys; from tests.test_sandbox import outcomes as o; json.dump(o(json.load(sys.stdin)), sys.stdout)"
    )
    run = subprocess.run(
        [python, "-c", code],
        input=json.dumps(machine.names),
        env=os.environ | {"NBGRADER_DB_URL": "SECRET", "MPLCONFIGDIR": str(tmp_path_factory.mktemp("matplotlib"))},
        cwd=ROOT,
        preexec_fn=become,
        capture_output=True,
        text=True,
        check=False,
    )
    machine.close()
    after = state_of(folder)
    shutil.rmtree(folder)
    if become is become_owner:
        as_version_1_has_it(Path.rmdir)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout) | {"changed": before != after, "who": request.param}


@needs_sandbox
@pytest.mark.parametrize("attack", ATTACKS)
def test_code_in_a_box_cannot(attack, told):
    assert told["attacks"][attack] == ATTACKS[attack][1]


@needs_sandbox
def test_nothing_of_the_interpreters_owner_is_changed(told):
    assert not told["changed"]


@needs_sandbox
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_costs_itself_alone_and_is_told_why(bomb, told):
    watched = told["kept"] == cgroups.NO_GROUPS
    wanted = BOMBS[bomb][3 if watched else 2]
    if wanted is None:
        pytest.skip("a watch does not see this: see THREAT_MODEL.md")
    if isinstance(wanted, range):
        assert told["bombs"][bomb][0] in wanted and told["bombs"][bomb][1] is None
    else:
        assert told["bombs"][bomb] == wanted


def test_processes_that_end_while_they_are_counted_use_no_memory(tmp_path):
    """A process of 500 MiB can be looked into still; what a second one shared with it is gone with it."""
    pages = (500 << 20) // os.sysconf("SC_PAGE_SIZE")
    for process in ("1", "2"):
        (tmp_path / process).mkdir()
        (tmp_path / process / "stat").write_text(f"{process} (a name) S {' '.join(['1'] * 20)} {pages} 0")
    (tmp_path / "1" / "smaps_rollup").write_text(f"Rss: {500 << 10} kB\nPss: {500 << 10} kB\n")
    proc = os.open(tmp_path, os.O_RDONLY)
    assert sandbox.usage(proc, SMALL) == sandbox.Usage(processes=2, cpu_seconds=0.08, memory=500 << 20)
    os.close(proc)


@needs_sandbox
def test_who_keeps_the_limits_is_said(told):
    if told["who"] == "as an ordinary user" and "systemd" not in os.environ.get("XDG_RUNTIME_DIR", ""):
        assert told["kept"] == cgroups.NO_GROUPS
    elif cgroups.places_of_version_1():
        assert told["kept"] == "the kernel (control groups, version 1)"


@needs_sandbox
def test_honest_notebooks_notice_nothing(told):
    use = {name: json.dumps(outputs) for name, outputs in told["use"].items()}
    assert "image/png" in use["figure"] and "image/png" in use["figure at the end"]
    assert "application/vnd.jupyter.widget-view+json" in use["widget"]
    assert all(line in use["shell"] for line in ("/home/student", "student", "/home/student/work"))
    assert "[1, 2]" in use["threads"] and "[1, 2]" in use["processes"]


TOOLS = {
    "data loaders": """
        import torch, torch.utils.data as data
        digits = data.TensorDataset(torch.arange(100.0))
        print([sum(batch.sum() for batch, in data.DataLoader(digits, 10, num_workers=n)).item() for n in (0, 2)])
        """,
    "processes, however they start": """
        import multiprocessing, subprocess, sys
        for how in ("fork", "spawn", "forkserver"):
            with multiprocessing.get_context(how).Pool(2) as pool:
                print(pool.map(abs, [-1, 2]))
        print(subprocess.run([sys.executable, "-c", "import numpy; print(1)"], capture_output=True, text=True).stdout)
        """,
    "a shell's tools": """
        import subprocess
        script = "ls / | sort | head -1 && cp -r /etc/alternatives x && mv x y && tar cf y.tar y && rm -r y && "
        script += "gzip y.tar && touch y && chmod 600 y && ln -s y z && sed -i s/a/b/ y && find . -name z && date +%G"
        print(subprocess.run(script, shell=True, capture_output=True, text=True).returncode)
        """,
    "files": """
        import fcntl, mmap, shutil, sqlite3, tempfile, numpy as np
        with sqlite3.connect("x.db") as base:
            print(base.execute("pragma journal_mode=wal").fetchall(), base.execute("select 1").fetchall())
        with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
            fcntl.flock(file, fcntl.LOCK_EX), fcntl.lockf(file, fcntl.LOCK_EX), file.write(b"x" * 5000), file.flush()
            print(mmap.mmap(file.fileno(), 0)[:1], shutil.copy2(file.name, folder) != file.name)
        np.memmap("m", dtype=float, mode="w+", shape=9).flush()
        """,
    "threads, signals, a terminal": """
        import asyncio, os, pty, signal, threading
        signal.setitimer(signal.ITIMER_REAL, 100), signal.setitimer(signal.ITIMER_REAL, 0)
        async def listed():
            return (await (await asyncio.create_subprocess_shell("ls", stdout=-1)).communicate())[0]
        worker = threading.Thread(target=lambda: print(asyncio.run(listed()) is not None))
        worker.start(), worker.join()
        print(os.isatty(pty.openpty()[1]))
        """,
}


YOUNG = {"futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "fchmodat2", "map_shadow_stack", "mseal"}


@needs_sandbox
def test_every_call_that_is_allowed_is_one_of_linux():
    names = [*" ".join(syscalls.ALLOWED.values()).split(), *syscalls.ONLY]
    unknown = [name for name in names if syscalls.library().seccomp_syscall_resolve_name(name.encode()) == -1]
    assert set(unknown) <= YOUNG and len(names) == len(set(names))


def all_cells(notebook):
    return [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


@needs_sandbox
@pytest.mark.parametrize("name", notebooks("source"))
def test_every_solved_notebook_runs_in_a_box(name):
    outputs = executed(*all_cells(notebooks("source")[name]), modules=MODULES_OF_ALL, limits=Limits())
    assert [o for cell in outputs for o in cell] and not [
        o for cell in outputs for o in cell if o.output_type == "error"
    ]


@needs_sandbox
def test_what_programs_commonly_ask_of_linux_is_allowed():
    outputs = executed(*(dedent(code) for code in TOOLS.values()), modules=MODULES_OF_ALL, limits=Limits())
    assert [text_of(told).splitlines() for told in outputs] == [
        ["[4950.0, 4950.0]"],
        ["[1, 2]", "[1, 2]", "[1, 2]", "1"],
        ["0"],
        ["[('wal',)] [(1,)]", "b'x' True"],
        ["True", "True"],
    ]


# ── a box's life and end ────────────────────────────────────────────────────────────────────────────────────────

DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv("/bin/sleep", ["sleep", "{seconds}"])
    os._exit(0)
time.sleep(600)
"""


def processes_with(argument):
    """The machine's processes that were started with this argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if argument in path.read_text().split("\0"):
                found.append(int(path.parent.name))
    return found


class Kernel:
    """A kernel without a client: code is given as an argument, and runs at its start."""

    def __init__(self, server, code, folder=None):
        ports = ("shell_port", "stdin_port", "iopub_port", "control_port")
        self.sockets = [socket.socket(socket.AF_UNIX) for _ in ports]
        for each in self.sockets:
            each.bind("")  # an abstract name of the kernel's choice
            each.listen()
        request = {
            "key": "key",
            "ports": {port: number for number, port in enumerate(ports)},
            "arguments": [f"--IPKernelApp.exec_lines={code}"],
        }
        self.child = server.fork(request, self.sockets, folder)

    def close(self):
        for each in self.sockets:
            each.close()


@contextlib.contextmanager
def daemon_in_a_box(server):
    """A daemon runs in a box, and has left its session: (the box's Child, the daemon's number on the machine)."""
    seconds = str(10**6 + secrets.randbelow(10**9))
    kernel = Kernel(server, DAEMON.format(seconds=seconds))
    eventually(lambda: processes_with(seconds))
    yield kernel.child, *processes_with(seconds)
    kernel.close()


@pytest.fixture
def groups():
    found = Groups(SMALL)
    if not found.version:
        pytest.skip("no control groups can be made here")
    return found


@needs_sandbox
def test_a_box_is_in_a_group_of_its_own_that_goes_with_it(groups):
    with ForkServer(ServerSpec(limits=SMALL)) as server:
        kernel = Kernel(server, "import time; time.sleep(600)")
        name = re.search(f"{cgroups.PREFIX}.*", Path(f"/proc/{kernel.child.pid}/cgroup").read_text())[0]
        folders = [Path(place, name) for place in groups.places]
        assert all(str(kernel.child.pid) in (folder / "cgroup.procs").read_text().split() for folder in folders)
        kernel.child.kill()
        assert kernel.child.wait(60) == -signal.SIGKILL
        kernel.close()
    eventually(lambda: not any(folder.exists() for folder in folders))


@needs_sandbox
def test_groups_of_servers_that_were_killed_are_removed_by_the_next(groups):
    left, new = groups.new(), groups.new()
    for folder in left.folders:
        os.utime(folder, (0, 0))
    Groups(SMALL)
    assert not any(map(os.path.exists, left.folders)) and all(map(os.path.exists, new.folders))
    assert new.remove()


@needs_sandbox
@pytest.mark.parametrize("end", ["kill", "connection.close"])
def test_all_in_a_box_die_when_the_worker_ends_it(end):
    with daemon_in_a_box(forkserver.running(MODULES, SMALL)) as (child, daemon):
        assert lives(daemon)
        attrgetter(end)(child)()
        eventually(lambda: not lives(child.pid) and not lives(daemon))


@needs_sandbox
@pytest.mark.parametrize("who", ["starter", "server"])
def test_all_boxes_die_with_the_server(who):
    with ForkServer(ServerSpec(limits=SMALL)) as server, daemon_in_a_box(server) as (child, daemon):
        starter = server.process.pid
        forked = int(Path(f"/proc/{starter}/task/{starter}/children").read_text())
        os.kill(starter if who == "starter" else forked, signal.SIGKILL)
        assert child.wait(60) == -signal.SIGKILL
        eventually(lambda: not lives(daemon))


@needs_sandbox
def test_boxes_die_with_the_worker():
    code = """
from autograder.grading.box.forkserver import ForkServer, Refused
from tests.test_sandbox import DAEMON, Kernel
server = ForkServer()
kernel = Kernel(server, DAEMON.format(seconds=1234567))
print(kernel.child.pid, server.folder, flush=True)
input()
"""
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=-1, stdout=-1, text=True)
    with worker:
        pid, folder = worker.stdout.readline().split()
        assert lives(pid) and Path(folder).is_dir()
        worker.kill()
    eventually(lambda: not lives(pid) and not processes_with("1234567") and not Path(folder).exists())


@needs_sandbox
def test_what_a_server_leaves_that_is_killed_with_all_others_is_removed_by_the_next():
    code = "from autograder.grading.box.forkserver import ForkServer\nprint(ForkServer().folder, flush=True)\ninput()"
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=-1, stdout=-1, text=True)
    with worker:
        left = Path(worker.stdout.readline().strip())
        family = psutil.Process(worker.pid).children(recursive=True)
        for process in [*family, worker]:
            process.kill()
    with ForkServer(ServerSpec(limits=SMALL)) as lives_on:
        assert left.exists()  # it might be just about to be locked
        for folder in (left, lives_on.folder):
            os.utime(folder, (0, 0))
        ForkServer(ServerSpec(limits=SMALL)).close()
        assert not left.exists() and Path(lives_on.folder).exists()


@needs_sandbox
def test_an_interrupt_reaches_the_code_and_the_next_cell_runs():
    first, second = executed("while True: pass", "'alive'", seconds=3)
    assert first[0]["ename"] == "KeyboardInterrupt"
    assert text_of(second) == "'alive'"


@needs_sandbox
def test_a_traceback_shows_the_students_code_alone():
    [outputs] = executed("def f(x):\n    return 1 / x\n\nf(0)")
    traceback = "\n".join(outputs[0]["traceback"])
    assert traceback.count("line ") + traceback.count("Cell") and "autograder" not in traceback


@needs_sandbox
def test_every_process_starts_afresh():
    draw = "import random, numpy as np, os; os.environ['X'] = 'x'; print(random.random(), np.random.rand())"
    one, other = (executed("import os; print('X' in os.environ)", draw) for _ in range(2))
    assert text_of(one[0]) == text_of(other[0]) == "False"
    assert text_of(one[1]) != text_of(other[1])


@needs_sandbox
def test_a_box_holds_copies_of_the_folders_files_and_of_nothing_that_they_point_to(tmp_path):
    folder = tmp_path / "submission"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "numbers.csv").write_text("1,2")
    (folder / "helper.py").write_text("x = 3")
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "fifo")
    code = "import os, helper; print(sorted(os.listdir()), open('data/numbers.csv').read(), helper.x)"
    assert text_of(executed(code, folder=folder)[0]) == "['__pycache__', 'data', 'helper.py'] 1,2 3"
    assert {path.name for path in folder.iterdir()} == {"data", "helper.py", "link", "linked", "fifo"}


@needs_sandbox
def test_a_folder_too_large_for_a_box_is_refused_with_a_reason(tmp_path):
    (tmp_path / "large").write_bytes(bytes(SMALL.scratch))
    with pytest.raises(RuntimeError, match="more files beside the notebook than a box takes"):
        forkserver.running(MODULES, SMALL).fork({}, folder=tmp_path)


@needs_sandbox
def test_a_poisoned_module_beside_the_notebook_stays_in_the_box(tmp_path):
    for name in ("numpy", "sitecustomize", "ipykernel", "autograder"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('poisoned')")
    assert text_of(executed("import numpy; print(numpy.arange(2))", folder=tmp_path)[0]) == "[0 1]"


@needs_sandbox
def test_a_server_of_ones_own_is_started_once_and_again_when_it_has_died():
    limits = replace(SMALL, processes=60)
    first = forkserver.running(limits=limits)
    assert forkserver.running(limits=limits) is first
    first.close()
    with forkserver.running(limits=limits) as second:
        assert second is not first and second.is_running()
    with pytest.raises(forkserver.ServerDied):
        second.fork({})


@needs_sandbox
def test_a_server_of_anothers_is_used_while_it_runs():
    limits = replace(SMALL, processes=61)
    with ForkServer(ServerSpec(limits=limits)) as server:
        forkserver.adopt([server.access()])
        assert forkserver.running(limits=limits).folder == server.folder
        kernel = Kernel(forkserver.running(limits=limits), "import os; os._exit(3)")
        assert kernel.child.wait(60) == 3
        kernel.close()
    with forkserver.running(limits=limits) as own:
        assert own.folder != server.folder and own.is_running()


# ── where there is no sandbox ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked_again():
    """sandbox.missing() forgets what it has found before, and afterwards."""
    yield [function.cache_clear() for function in (sandbox.tried, syscalls.library)]
    sandbox.tried.cache_clear()
    syscalls.library.cache_clear()


@pytest.mark.parametrize(
    "place, name, value, words",
    [(sys, "platform", "darwin", "grade on Linux"), (syscalls, "LIBRARY", "libseccomp.so.none", "libseccomp2")],
)
def test_what_is_missing_is_said_with_the_remedy(place, name, value, words, monkeypatch, asked_again):
    monkeypatch.setattr(place, name, value)
    with pytest.raises(Refused, match=words) as refused:
        ForkServer()
    assert "--unsandboxed" in str(refused.value)


@needs_sandbox
def test_a_machine_that_forbids_namespaces_is_told_from_one_that_has_them():
    code = "from autograder.grading.box import sandbox as s; s.prctl(38, 1); s.Calls().load(); print(s.missing())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(words in told for words in ("unshare", "not implemented", "unprivileged_userns", "Docker"))
    assert "--unsandboxed" in told and told.count("\n") <= 2


MASKED = "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys"  # among others
IN_A_CONTAINER = "exec setpriv --bounding-set=-sys_admin --inh-caps=-all"  # as Docker runs things, root included


@needs_sandbox
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="containers are root's to make")
@pytest.mark.parametrize("before, words", [("true", "None"), (MASKED, "systempaths=unconfined")])
def test_a_container_has_a_box_where_proc_is_not_masked(before, words):
    code = "from autograder.grading.box import sandbox; print(sandbox.missing())"
    script = f"{before} && {IN_A_CONTAINER} {sys.executable} -c '{code}'"
    command = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert words in done.stdout, done.stderr


def test_unsandboxed_kernels_run_in_the_folder_itself_and_end_alike(tmp_path):
    code = "import os; open('new', 'w'); print(os.getcwd(), 'NBGRADER_DB_URL' in os.environ)"
    assert text_of(executed(code, folder=tmp_path, sandboxed=False)[0]) == f"{tmp_path} False"
    assert (tmp_path / "new").exists()


@needs_sandbox
def test_data_are_shown_wherever_they_lie_and_cannot_be_changed(tmp_path, monkeypatch):
    (tmp_path / "digits").write_text("7")
    tmp_path.chmod(0o755)  # in a box of root's, the student is nobody who owns it
    monkeypatch.setenv("MNIST_ROOT", str(tmp_path))
    code = "import os; f = os.environ['MNIST_ROOT'] + '/digits'; print(open(f).read(), os.access(f, os.W_OK))"
    assert text_of(executed(code, limits=replace(SMALL, processes=50))[0]) == "7 False"


def test_nobody_who_listens_in_a_folder_of_data_hears_of_a_box(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe", 0o666)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "socket"))
    listening.listen()
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(0o777)
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setenv("MNIST_ROOT", str(tmp_path))
    to_pipe = "import os; os.write(os.open(os.environ['MNIST_ROOT'] + '/pipe', os.O_WRONLY | os.O_NONBLOCK), b'x')"
    to_socket = "import socket; socket.socket(socket.AF_UNIX).connect(os.environ['MNIST_ROOT'] + '/socket')"
    told = [text_of(outputs) for outputs in executed(to_pipe, to_socket, limits=replace(SMALL, processes=52))]
    assert told == [f"Permission denied: '{tmp_path}/pipe'", "Connection refused"] and os.read(reader, 1) == b""
    os.close(reader), listening.close()


def test_the_course_is_hidden_even_inside_of_what_is_shown(tmp_path, monkeypatch):
    prefix = tmp_path / "env"
    hidden, python, data = prefix / "course", prefix / "course" / ".venv", prefix / "course" / "data"
    for folder in (python, data):
        folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "base_prefix", str(prefix))
    monkeypatch.setattr(sys, "prefix", str(python))
    everything = sandbox.visible(shown=[data], hidden=[hidden, tmp_path])
    view = {path: source for path, source in everything.items() if Path(path).is_relative_to(tmp_path)}
    assert view == {str(prefix): str(prefix), str(hidden): None, str(python): str(python), str(data): str(data)}
    assert list(view) == sorted(view)
