"""A box for untrusted code: a process goes into it, and nothing in there reaches out. Linux, as root or as anybody.

A process that is to make boxes starts with `lead`, and its child begins once more in a room of its own (`become`). All
that it will show in boxes, and runs from itself, is read-only there: not even the interpreter's own file leads to one
that can be written to. It forks for each box (`fork_first`): the new process, number 1 in a process namespace of its
own, goes in for good (`confine`). Everything in a box ends with it, and all boxes with their maker, by the kernel.
"""

import contextlib
import ctypes
import errno
import functools
import itertools
import json
import os
import platform
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.box import cgroups, syscalls
from autograder.grading.box.cgroups import Groups
from autograder.grading.box.start import ROOT
from autograder.grading.box.syscalls import Calls

HOME = "/home/student"
WORK = HOME + "/work"
SCRATCH = {"home": HOME, "tmp": "/tmp", "shm": "/dev/shm"}
HOST = "/host"  # where the machine's own files are while a box is furnished

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SETTINGS = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types")
ACCOUNTS = {  # the box's own: nothing of the machine's users shows
    "passwd": "root:x:0:0:root:/root:/bin/sh\nstudent:x:{uid}:{uid}:student:" + HOME + ":/bin/sh\n",
    "group": "root:x:0:\nstudent:x:{uid}:\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "hosts": "127.0.0.1 localhost\n",
}
DEVICES = ("null", "zero", "full", "random", "urandom")
EXCHANGE = "/usr/local/share/nbgrader"  # where nbgrader's exchange may lie, with everybody's submissions
UID = 1000  # the student's in a user namespace

MOST_FILES = 1000  # that are copied into a box
MAKING = "/making"  # where places are made ready before they are shown
INODES = 20_000  # files and folders that a box may make

# From the kernel's headers: include/uapi/linux/{sched,mount,prctl,capability,unistd}.h
CLONE = {"NEWNS": 0x20000, "NEWCGROUP": 0x2000000, "NEWUTS": 0x4000000, "NEWIPC": 0x8000000, "NEWUSER": 0x10000000}
CLONE |= {"NEWPID": 0x20000000, "NEWNET": 0x40000000}
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_SLAVE = 2, 4, 8, 4096, 1 << 14, 1 << 19
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000  # the call's number is the same on every architecture
READ_ONLY, NO_DEVICES = 1 | 2, 4  # and nothing in there gives anybody rights
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
CAP_SYS_ADMIN, CAPABILITY_VERSION = 21, 0x20080522

NO_LINUX = (
    "There is no sandbox for students' code on {system}: grade on Linux (a container or a virtual machine will do)"
)
NO_LIBRARY = "There is no sandbox for students' code without libseccomp (Debian, Ubuntu: apt install libseccomp2)"
FORBIDDEN = (
    "There is no sandbox for students' code: this machine forbids it ({why}). Remedy: sysctl -w "
    "kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0, whichever it knows; Docker: "
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined"
)
WAY_OUT = ".\nOr, where nothing can be harmed or spied on: --unsandboxed"


@dataclass(frozen=True)
class Limits:
    """What all processes of one box may use; sizes in bytes."""

    memory: int = 4 << 30  # all processes together
    processes: int = 64  # threads count
    cpu_seconds: int = 600  # all processes together
    file_size: int = 256 << 20
    scratch: int = 512 << 20  # the box's own files, which are kept in memory
    open_files: int = 256


# ── calls that Python does not have ─────────────────────────────────────────────────────────────────────────────


@functools.cache
def libc():
    return ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    """Calls the C library; raises an OSError that names the call if it fails."""
    if getattr(libc(), name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), f"{name}{arguments!r}")


def prctl(option, value):
    call("prctl", option, *map(ctypes.c_ulong, (value, 0, 0, 0)))


def mount(source, target, kind, flags, options=None):
    source, target, kind, options = (s and os.fsencode(s) for s in (source, target, kind, options))
    call("mount", source, target, kind, ctypes.c_ulong(flags), options)


def die_with_parent():
    prctl(PR_SET_PDEATHSIG, 9)


# ── processes that make boxes ───────────────────────────────────────────────────────────────────────────────────


def spare_ids():
    """(first, how many) user ids that nobody else has: a quarter of what this process's namespace knows."""
    maps = [list(map(int, line.split())) for line in Path("/proc/self/uid_map").read_text().splitlines()]
    inside, _, count = max(maps, key=lambda line: line[2])
    return inside + count // 4, count // 4


def is_privileged():
    """May this process make namespaces, and become somebody else, as it is? Otherwise it needs a user namespace."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return os.geteuid() == 0 and bool(int(status["CapEff"], 16) >> CAP_SYS_ADMIN & 1) and spare_ids()[1] > 1000


def map_ids(inside, uid, gid, proc="/proc"):
    """In a new user namespace: says who this process is outside. proc: a /proc that can be written to."""
    Path(proc, "self/setgroups").write_text("deny")
    Path(proc, "self/uid_map").write_text(f"{inside} {uid} 1")
    Path(proc, "self/gid_map").write_text(f"{inside} {gid} 1")


def lead():
    """From now on this process has the right to make boxes; its next child is number 1 of all that are in them."""
    uid, gid = os.geteuid(), os.getegid()
    if is_privileged():
        call("unshare", CLONE["NEWPID"])
    else:
        call("unshare", CLONE["NEWPID"] | CLONE["NEWUSER"])
        map_ids(0, uid, gid)  # as root there, it keeps its rights when it runs another program


def become(view, code, config, environment):
    """Moves into a room that holds a view of the machine, and runs Python code there from the room's own files.

    The code reads the config from its standard input; what it imports of this course is in HOST.
    """
    home = os.path.expanduser("~")
    enter_room(view)
    with tempfile.TemporaryFile("w+") as file:
        json.dump(config | {"view": view, "root": HOST + str(ROOT)}, file)
        file.seek(0)
        os.dup2(file.fileno(), 0)
    os.execve(os.path.realpath(sys.executable), [sys.executable, "-c", code], environment | {"HOME": HOST + home})


def fork_first():
    """Forks a process that is number 1 in a process namespace of its own: everything in there ends with it."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    call("unshare", CLONE["NEWPID"])
    try:
        pid = os.fork()
    except OSError:
        pid = None
    if pid != 0:
        call("setns", own, CLONE["NEWPID"])
    os.close(own)
    if pid is None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), "fork")
    return pid


# ── the room of a process that makes boxes ──────────────────────────────────────────────────────────────────────


def python_folders():
    """Where Python and the installed packages are; not where our own are seen from within a room."""
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    return [sys.prefix, sys.base_prefix, *(path for path in packages if not path.startswith(f"{HOST}/"))]


def course_folders():
    """Where this course is: its checkout, or its packages among all the installed ones."""
    if ROOT.name in ("site-packages", "dist-packages"):
        return [ROOT / "autograder", ROOT / "solutions"]
    return [ROOT]


def runs_from():
    """The files of Python and of the libraries that it has loaded by now, wherever they lie."""
    parts = [
        line.split(maxsplit=5) for line in Path("/proc/self/maps").read_text("utf-8", "surrogateescape").splitlines()
    ]
    return {Path(part[5]) for part in parts if "x" in part[1] and part[5:] and os.path.isfile(part[5])}


def special_files(folder):
    """Sockets and pipes in a folder: a read-only mount keeps nobody from writing to whoever listens there."""
    for where, _, names in os.walk(folder):
        for path in (Path(where, name) for name in names):
            if stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFSOCK, stat.S_IFIFO):
                yield path


def visible(shown=(), hidden=()):
    """{path in the box: where it comes from, or None for an empty folder}, outer folders first.

    The system, Python, its packages and what is `shown` are there, as they are spelled and as they really are; the
    course and what is `hidden` are not, even inside of these (and Python may in turn lie inside of the course).
    """
    there = [Path(path).absolute() for path in (*SYSTEM, *SETTINGS, *python_folders(), *shown) if Path(path).exists()]
    sources = {path.resolve(): path.resolve() for path in there if path.is_dir()}
    sources |= {path: path.resolve() for path in there}
    sources |= {path: path for path in runs_from() if not any(path.is_relative_to(place) for place in sources)}
    away = {Path(path).resolve() for path in (EXCHANGE, *course_folders(), *hidden) if Path(path).is_dir()}
    sources |= {path: Path(os.devnull) for folder in shown for path in special_files(os.path.realpath(folder))}
    covered = {path: None for path in away - sources.keys() if any(path.is_relative_to(p) for p in sources)}
    return {str(path): source and str(source) for path, source in sorted((covered | sources).items())}


def show(path, source):
    """Binds a file or folder of the machine at the same path of the room; None: an empty folder. Is it there now?"""
    top = "/" + path.split("/")[1]
    if os.path.islink(HOST + top):  # then what it leads to is shown, too
        if not os.path.lexists(top):
            os.symlink(os.readlink(HOST + top), top)
        return False
    if source is None:
        os.makedirs(path, exist_ok=True)
        mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=100,mode=755")
    else:
        make_place(path, os.path.isdir(HOST + source))
        mount(HOST + source, path, None, MS_BIND | MS_REC)
    return True


def make_place(path, is_folder):
    """Makes the folder or file that something can be mounted on."""
    os.makedirs(path if is_folder else os.path.dirname(path), exist_ok=True)
    if not os.path.exists(path):
        Path(path).touch()


def make_read_only(path, attributes=READ_ONLY | NO_DEVICES, reach=AT_RECURSIVE):
    """What is mounted at a path, and inside of it, cannot be written to."""
    wanted = (ctypes.c_uint64 * 4)(attributes)
    size = ctypes.c_size_t(ctypes.sizeof(wanted))
    if libc().syscall(MOUNT_SETATTR, AT_FDCWD, os.fsencode(path), reach, ctypes.byref(wanted), size) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), f"mount_setattr({path!r}), which Linux has since version 5.12")


def enter_room(view):
    """A file system of this process's own, empty but for the view; the machine's is in HOST."""
    call("unshare", CLONE["NEWNS"])
    mount(None, "/", None, MS_REC | MS_SLAVE)
    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    os.mkdir("/tmp" + HOST)
    os.chdir("/tmp")
    call("pivot_root", b".", os.fsencode(HOST[1:]))
    os.chdir("/")
    for place in ("/proc", "/dev/pts", MAKING, *SCRATCH.values()):
        os.makedirs(place)
    mount(HOST + "/proc", "/proc", None, MS_BIND | MS_REC)
    for path in [path for path, source in view.items() if show(path, source)]:
        make_read_only(path)
    add_devices()
    for name, text in ACCOUNTS.items():
        make_place(f"/etc/{name}", is_folder=False)
        Path("/etc", name).write_text(text.format(uid=UID))
    make_read_only("/", reach=0)
    add_scratch(view, 0, 64 << 20)


def add_devices():
    """What no program can do without."""
    for name in DEVICES:
        make_place(f"/dev/{name}", is_folder=False)
        mount(f"{HOST}/dev/{name}", f"/dev/{name}", None, MS_BIND)
        make_read_only(f"/dev/{name}", READ_ONLY)
    for name, target in {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}.items():
        os.symlink(f"/proc/self/fd{target}", f"/dev/{name}")
    os.symlink("pts/ptmx", "/dev/ptmx")


# ── a box from inside: its file system ──────────────────────────────────────────────────────────────────────────


def add_scratch(view, uid, size):
    """The only places to write to: home, /tmp and shared memory, on one file system of limited size.

    What is shown there remains; and /etc/passwd knows this user.
    """
    mount("tmpfs", MAKING, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},nr_inodes={INODES},mode=755")
    for name, path in SCRATCH.items():
        os.mkdir(f"{MAKING}/{name}")
        os.chown(f"{MAKING}/{name}", uid, uid)
        for shown in view:
            place = f"{MAKING}/{name}{shown.removeprefix(path)}"
            if shown.startswith(path + "/") and not os.path.exists(place):
                make_place(place, os.path.isdir(shown))
                mount(shown, place, None, MS_BIND | MS_REC)
        mount(f"{MAKING}/{name}", path, None, MS_BIND | MS_REC)
    for name in ("passwd", "group"):
        Path(MAKING, name).write_text(ACCOUNTS[name].format(uid=uid or UID))
        mount(f"{MAKING}/{name}", f"/etc/{name}", None, MS_BIND)
        make_read_only(f"/etc/{name}")
    call("umount2", os.fsencode(MAKING), MNT_DETACH)
    os.mkdir(WORK)
    os.chown(WORK, uid, uid)


def files_in(folder):
    """The regular files in a folder and in the folders therein, as paths relative to it; links are not followed."""
    for where, _, names in os.walk(folder):
        for name in names:
            if stat.S_ISREG(os.lstat(os.path.join(where, name)).st_mode):
                yield os.path.relpath(os.path.join(where, name), folder)


def copy_files(folder, uid, most_bytes):
    """Copies a folder's files to the student's own."""
    names = list(itertools.islice(files_in(folder), MOST_FILES + 1))
    if len(names) > MOST_FILES or sum(os.path.getsize(os.path.join(folder, name)) for name in names) > most_bytes:
        raise OSError(errno.EFBIG, "more files beside the notebook than a box takes")
    for name in names:
        os.makedirs(os.path.dirname(os.path.join(WORK, name)), exist_ok=True)
        shutil.copyfile(os.path.join(folder, name), os.path.join(WORK, name), follow_symlinks=False)
    for where, _, names in os.walk(WORK):
        for name in names:
            os.chown(os.path.join(where, name), uid, uid)
        os.chown(where, uid, uid)


def furnish(view, folder, uid, scratch):
    """Turns the room into a box: its own processes, its own places to write to, copies of the folder's files."""
    call("umount2", b"/proc", MNT_DETACH)
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,max=16")
    add_scratch(view, uid, scratch)
    if folder:
        copy_files(HOST + folder, uid, scratch // 2)
    call("umount2", os.fsencode(HOST), MNT_DETACH)
    os.chdir(WORK)


@contextlib.contextmanager
def written_last():
    """Makes /proc read-only, for all but who is within: yields another way to it.

    In there a process could say that it is not to be the first to go where the machine's memory runs out.
    """
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    mount("/proc", "/proc", None, MS_BIND)
    make_read_only("/proc")
    yield f"/proc/self/fd/{proc}"
    os.close(proc)


# ── a box from inside: no rights ────────────────────────────────────────────────────────────────────────────────


def limit(limits, proc):
    """Sets what the kernel itself can limit, for each process. proc: a /proc that can be written to."""
    import resource  # which only Unix has

    address_space = os.sysconf("SC_PAGE_SIZE") * int(Path("/proc/self/statm").read_text().split()[0])
    most = {
        "AS": address_space + limits.memory,  # a fork of a process that has mapped gigabytes of libraries
        "CPU": limits.cpu_seconds + 1,  # by then whoever looks after the box has ended it, and says why
        "FSIZE": limits.file_size,
        "NOFILE": limits.open_files,
        "CORE": 0,
        "NPROC": limits.processes,
        "MSGQUEUE": 0,
        "SIGPENDING": 1000,
        "RTPRIO": 0,  # some machines let their users go before all others
        "NICE": 0,
    }
    Path(proc, "self/oom_score_adj").write_text("1000")  # where the machine's memory runs out, this goes first
    for name, value in most.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


class CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def give_up_rights(uid):
    """Becomes this user, in no group, with no capability, and with no way to get any."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
        prctl(PR_CAPBSET_DROP, capability)
    if os.geteuid() != uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    none = (ctypes.c_uint32 * 6)()
    call("capset", ctypes.byref(CapabilityHeader(CAPABILITY_VERSION, 0)), none)
    prctl(PR_SET_DUMPABLE, 1)  # or its own /proc/self would belong to root
    die_with_parent()  # a change of user had cleared that


def confine(view, folder, limits, calls, group):
    """Goes into a box for good: namespaces, a file system with copies of the folder's files, limits, no rights."""
    if group:
        group.join()
    uid = 0  # this one's own, by another name
    if privileged := is_privileged():
        first, count = spare_ids()
        uid = first + secrets.randbelow(count)  # one of its own: the kernel counts its processes by that
    os.chdir("/")
    call("unshare", sum(CLONE[name] for name in ("NEWNS", "NEWNET", "NEWIPC", "NEWUTS", "NEWCGROUP")))
    furnish(view, folder, uid, limits.scratch)
    with written_last() as proc:
        if not privileged:  # for the same reason
            call("unshare", CLONE["NEWUSER"])
            map_ids(UID, 0, 0, proc)
        limit(limits, proc)
    give_up_rights(uid or UID)
    calls.load()


# ── looking after a box ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Usage:
    """What the processes of a box use: threads, seconds of CPU time, bytes of memory."""

    processes: int = 0
    cpu_seconds: float = 0.0
    memory: int = 0


def read(proc, name):
    """A small file in /proc, given by a descriptor of that folder."""
    with open(os.open(name, os.O_RDONLY, dir_fd=proc), encoding="latin-1") as file:
        return file.read()


ENDED = (FileNotFoundError, ProcessLookupError)  # what /proc says of a process that is gone, or going


def numbers_of(process, proc):
    """(threads, CPU seconds with those of children that have ended, resident bytes) of a process."""
    fields = read(proc, f"{process}/stat").rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15]))
    return int(fields[17]), ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]) * os.sysconf("SC_PAGE_SIZE")


def own_memory(process, proc, resident):
    """The bytes of a process, those that it shares divided among all who do; all that are resident if it hides that."""
    try:
        lines = read(proc, f"{process}/smaps_rollup").splitlines()
    except PermissionError:
        return resident
    except ENDED:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def usage(proc, limits):
    """The Usage of all processes in a box, which are those that its /proc shows.

    What is shared is looked into only where it matters: that takes milliseconds.
    """
    total, resident = Usage(), {}
    for name in filter(str.isdigit, os.listdir(proc)):
        with contextlib.suppress(*ENDED):
            threads, seconds, resident[name] = numbers_of(name, proc)
            total.processes += threads
            total.cpu_seconds += seconds
    total.memory = sum(resident.values())
    if total.memory > limits.memory:
        total.memory = sum(own_memory(name, proc, whole) for name, whole in resident.items())
    return total


def excess(proc, limits, group):
    """What a box has used too much of; None if all is well. Of what its group limits, it cannot."""
    used = Usage(cpu_seconds=group.cpu_seconds()) if group else usage(proc, limits)
    if used.memory > limits.memory:
        return too_much_memory(limits)
    if used.cpu_seconds > limits.cpu_seconds:
        return f"more than {limits.cpu_seconds} seconds of CPU time"
    if used.processes > limits.processes:
        return f"more than {limits.processes} processes"
    return None


def refused(limits, group):
    """What a box that has ended wanted too much of, as the kernel saw it; None if it is not known to have."""
    return group and (too_much_memory(limits) if group.ran_out_of_memory() else excess(None, limits, group))


def too_much_memory(limits):
    return f"more than {limits.memory / 2**30:.3g} GiB of memory"


# ── is there a sandbox? ─────────────────────────────────────────────────────────────────────────────────────────


TRIAL = """
import json, sys
config = json.load(sys.stdin)
sys.path.append(config["root"])
from autograder.grading.box import sandbox
sandbox.trial(**config)
"""


def trial(root, view=None):
    """Goes into a box and ends: with 0, or with a line that says what was forbidden."""
    try:
        begin_trial() if view is None else end_trial(view)
    except OSError as error:
        os.write(2, f"{error.filename or 'a box'}: {error.strerror}\n".encode())
        os._exit(1)
    os._exit(0)


def begin_trial():
    seen = visible()
    cgroups.stand_aside()
    lead()
    if child := os.fork():
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    become(seen, TRIAL, {}, dict(os.environ))


def end_trial(view):
    groups = Groups(Limits())
    group = groups.new()
    if child := fork_first():
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if group:
            groups.end(group)
        os.write(1, str(groups).encode())
        os._exit(status)
    confine(view, None, Limits(), Calls(), group)
    for folder in python_folders():
        os.listdir(folder)  # the student is nobody who owns it


@functools.cache
def tried():
    """(the exit code of a trial, what it printed, what was forbidden)."""
    config = json.dumps({"root": str(ROOT)})
    command = [*cgroups.delegated(), sys.executable, "-P", "-c", TRIAL]
    done = subprocess.run(command, input=config, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr.strip().rpartition("\n")[2]


def limits_kept_by():
    """Who sees to it that a box uses no more memory and processes than it may."""
    return tried()[1]


def missing():
    """Why this machine has no sandbox, and the remedy; None if it has one."""
    if sys.platform != "linux":
        return NO_LINUX.format(system=platform.system()) + WAY_OUT
    try:
        syscalls.library()
    except OSError:
        return NO_LIBRARY + WAY_OUT
    failed, _, why = tried()
    return FORBIDDEN.format(why=why) + WAY_OUT if failed else None
