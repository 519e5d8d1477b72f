"""A box for untrusted code: a process goes into it, and nothing in there reaches out. Linux, as root or as anybody.

A process that is to make boxes starts with `lead`, and forks for each box (`fork_first`): the new process, number 1
in a process namespace of its own, goes in for good (`confine`). Everything in the box ends with it, and all boxes
with the process that made them: the kernel sees to that.
"""

import contextlib
import ctypes
import errno
import functools
import itertools
import os
import platform
import secrets
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
INODES = 20_000  # files and folders that a box may make

# From the kernel's headers: include/uapi/linux/{sched,mount,prctl,capability}.h
CLONE = {"NEWTIME": 0x80, "NEWNS": 0x20000, "NEWCGROUP": 0x2000000, "NEWUTS": 0x4000000, "NEWIPC": 0x8000000}
CLONE |= {"NEWUSER": 0x10000000, "NEWPID": 0x20000000, "NEWNET": 0x40000000}
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_SLAVE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    1 << 14,
    1 << 19,
)
MOUNT_OPTIONS = {
    "ro": 1,
    "nosuid": 2,
    "nodev": 4,
    "noexec": 8,
    "noatime": 1024,
    "nodiratime": 2048,
    "relatime": 1 << 21,
}
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
CAP_SYS_ADMIN, CAPABILITY_VERSION = 21, 0x20080522

# System calls that no notebook needs, and an attacker might.
REFUSED = {
    "namespaces": "unshare setns",
    "mounts": "chroot pivot_root mount umount umount2 mount_setattr open_tree open_tree_attr move_mount fsopen fspick "
    "fsconfig fsmount statmount listmount swapon swapoff quotactl quotactl_fd",
    "processes": "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp acct",
    "kernel": "bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register fanotify_init syslog "
    "kexec_load kexec_file_load reboot init_module finit_module delete_module iopl ioperm lookup_dcookie vhangup "
    "settimeofday clock_settime clock_adjtime adjtimex",
    "keys and handles": "keyctl add_key request_key open_by_handle_at name_to_handle_at",
    "memory that nobody counts": "memfd_create memfd_secret shmget shmat semget msgget",
}
CLONE3 = 435  # the same on every architecture; libseccomp may be older than the call
AF_NETLINK = 16  # only to ask which network interfaces there are: none
SOCKETS = (1, 2, 10, AF_NETLINK)  # with AF_UNIX, AF_INET and AF_INET6; no network is there to be reached with them

NO_LINUX = (
    "There is no sandbox for students' code on {system}: grade on Linux (a container or a virtual machine will do)"
)
NO_LIBRARY = "There is no sandbox for students' code without libseccomp (Debian, Ubuntu: apt install libseccomp2)"
FORBIDDEN = (
    "There is no sandbox for students' code: this machine forbids it ({why}). Remedy: sysctl -w "
    "kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0, whichever it knows; Docker: "
    "--privileged, or --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
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


def prctl(option, value=0):
    call("prctl", option, *map(ctypes.c_ulong, (value, 0, 0, 0)))


def mount(source, target, kind=None, flags=0, options=None):
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


def map_ids(inside, uid, gid):
    """In a new user namespace: says who this process is outside."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{inside} {gid} 1")


def lead():
    """From now on this process has the right to make boxes; its next child is number 1 of all that are in them."""
    uid, gid = os.geteuid(), os.getegid()
    if is_privileged():
        call("unshare", CLONE["NEWPID"])
    else:
        call("unshare", CLONE["NEWPID"] | CLONE["NEWUSER"])
        map_ids(UID, uid, gid)


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


# ── a box from inside: its file system ──────────────────────────────────────────────────────────────────────────


def python_folders():
    """Where Python and the installed packages are."""
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    return [sys.prefix, sys.base_prefix, *packages]


def course_folders():
    """Where this course is: its checkout, or its packages among all the installed ones."""
    root = Path(__file__).parents[2]
    if root.name in ("site-packages", "dist-packages"):
        return [root / "autograder", root / "solutions"]
    return [root]


def visible(shown=(), hidden=()):
    """{path in the box: where it comes from, or None for an empty folder}, outer folders first.

    The system, Python, its packages and what is `shown` are there, as they are spelled and as they really are; the
    course and what is `hidden` are not, even inside of these (and Python may in turn lie inside of the course).
    """
    there = [Path(path).absolute() for path in (*SYSTEM, *SETTINGS, *python_folders(), *shown) if Path(path).exists()]
    sources = {path.resolve(): path.resolve() for path in there if path.is_dir()}
    sources |= {path: path.resolve() for path in there}
    away = {Path(path).resolve() for path in (EXCHANGE, *course_folders(), *hidden) if Path(path).is_dir()}
    covered = {path: None for path in away - sources.keys() if any(path.is_relative_to(p) for p in sources)}
    return {str(path): source and str(source) for path, source in sorted((covered | sources).items())}


def show(path, source):
    """Binds a file or folder of the machine at the same path of the box; None: an empty folder."""
    top = "/" + path.split("/")[1]
    if os.path.islink(HOST + top):
        if not os.path.lexists(top):
            os.symlink(os.readlink(HOST + top), top)
    elif source is None:
        os.makedirs(path, exist_ok=True)
        mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=100,mode=755")
    else:
        make_place(path, os.path.isdir(HOST + source))
        mount(HOST + source, path, None, MS_BIND | MS_REC)


def make_place(path, is_folder):
    """Makes the folder or file that something can be mounted on."""
    os.makedirs(path if is_folder else os.path.dirname(path), exist_ok=True)
    if not os.path.exists(path):
        Path(path).touch()


def make_read_only():
    """Whatever of the machine is mounted by now cannot be written to, nor give anybody rights."""
    others = "/", "/proc", *SCRATCH.values()
    for line in Path("/proc/self/mountinfo").read_text("latin-1").splitlines():
        _, _, _, _, path, options, *_ = line.split()
        path = path.encode("latin-1").decode("unicode_escape").encode("latin-1").decode(errors="surrogateescape")
        if path not in others and not Path(path).is_relative_to(HOST):
            kept = sum(MOUNT_OPTIONS.get(option, 0) for option in options.split(","))
            mount(None, path, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | kept)


def enter_empty_root():
    """The root is an empty file system; the machine's own is in HOST for now."""
    mount(None, "/", None, MS_REC | MS_SLAVE)
    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    os.mkdir("/tmp" + HOST)
    os.chdir("/tmp")
    call("pivot_root", b".", os.fsencode(HOST[1:]))
    os.chdir("/")


def add_devices():
    """/proc shows the box's own processes; /dev holds what no program can do without."""
    for name in DEVICES:
        make_place(f"/dev/{name}", is_folder=False)
        mount(f"{HOST}/dev/{name}", f"/dev/{name}", None, MS_BIND)
    for name, target in {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}.items():
        os.symlink(f"/proc/self/fd{target}", f"/dev/{name}")
    os.mkdir("/dev/pts")
    mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,max=16")
    os.symlink("pts/ptmx", "/dev/ptmx")


def add_scratch(uid, size):
    """The only places to write to: home, /tmp and shared memory, on one file system of limited size."""
    os.mkdir("/scratch")
    mount("tmpfs", "/scratch", "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},nr_inodes={INODES},mode=755")
    for name, path in SCRATCH.items():
        os.mkdir(f"/scratch/{name}")
        os.chown(f"/scratch/{name}", uid, uid)
        os.makedirs(path, exist_ok=True)
        mount(f"/scratch/{name}", path, None, MS_BIND)
    call("umount2", b"/scratch", MNT_DETACH)
    os.rmdir("/scratch")
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
    """Moves into a file system of its own, that holds a view of the machine and copies of the folder's files."""
    folder = folder and os.path.realpath(folder)
    enter_empty_root()
    os.mkdir("/proc")
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    add_scratch(uid, scratch)  # first: what is shown may lie in /tmp
    for path, source in view.items():
        show(path, source)
    make_read_only()
    for name, text in ACCOUNTS.items():
        make_place(f"/etc/{name}", is_folder=False)
        Path("/etc", name).write_text(text.format(uid=uid))
    add_devices()
    if folder:
        copy_files(HOST + folder, uid, scratch // 2)
    call("umount2", os.fsencode(HOST), MNT_DETACH)
    os.rmdir(HOST)
    mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    os.chdir(WORK)


# ── a box from inside: no rights ────────────────────────────────────────────────────────────────────────────────


def counts_processes_by_namespace():
    """Does the kernel count an ordinary user's processes for each user namespace (Linux 5.14) or all together?"""
    return tuple(map(int, platform.release().split("-")[0].split(".")[:2])) >= (5, 14)


def limit(limits):
    """Sets what the kernel itself can limit, for each process."""
    import resource  # which only Unix has

    address_space = os.sysconf("SC_PAGE_SIZE") * int(Path("/proc/self/statm").read_text().split()[0])
    most = {
        "AS": address_space + limits.memory,  # a fork of a process that has mapped gigabytes of libraries
        "CPU": limits.cpu_seconds,
        "FSIZE": limits.file_size,
        "NOFILE": limits.open_files,
        "CORE": 0,
        "MSGQUEUE": 0,
    }
    if os.geteuid() == 0 or counts_processes_by_namespace():
        most["NPROC"] = limits.processes
    Path("/proc/self/oom_score_adj").write_text("1000")  # where the machine's memory runs out, this goes first
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


def system_calls():
    """A filter that refuses all of REFUSED, and new namespaces and odd sockets with it."""
    import pyseccomp

    calls, refused = pyseccomp.SyscallFilter(pyseccomp.ALLOW), pyseccomp.ERRNO(errno.EPERM)
    for name in " ".join(REFUSED.values()).split():
        if (number := pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)) != -1:  # unknown to this libseccomp
            calls.add_rule(refused, number)
    for flag in CLONE.values():
        calls.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    calls.add_rule(pyseccomp.ERRNO(errno.ENOSYS), CLONE3)  # its flags are out of a filter's sight: clone will do
    unknown = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    for family in set(range(max(SOCKETS))) - set(SOCKETS):
        calls.add_rule(unknown, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    calls.add_rule(unknown, "socket", pyseccomp.Arg(0, pyseccomp.GT, max(SOCKETS)))
    calls.add_rule(unknown, "socket", pyseccomp.Arg(0, pyseccomp.EQ, AF_NETLINK), pyseccomp.Arg(2, pyseccomp.NE, 0))
    return calls


def confine(view, folder, limits, calls):
    """Goes into a box for good: namespaces, a file system with copies of the folder's files, limits, no rights."""
    uid = UID
    if privileged := os.geteuid() == 0:
        first, count = spare_ids()
        uid = first + secrets.randbelow(count)  # one of its own: the kernel counts its processes by that
    os.chdir("/")
    call("unshare", sum(CLONE[name] for name in ("NEWNS", "NEWNET", "NEWIPC", "NEWUTS", "NEWCGROUP")))
    furnish(view, folder, uid, limits.scratch)
    if not privileged:  # for the same reason
        call("unshare", CLONE["NEWUSER"])
        map_ids(UID, UID, UID)
    limit(limits)
    give_up_rights(uid)
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


def numbers_of(process, proc):
    """(threads, CPU seconds with those of children that have ended, resident bytes) of a process."""
    fields = read(proc, f"{process}/stat").rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15]))
    return int(fields[17]), ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]) * os.sysconf("SC_PAGE_SIZE")


def own_memory(process, proc):
    """The bytes of a process, those that it shares divided among all who do."""
    lines = read(proc, f"{process}/smaps_rollup").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def usage(proc, limits):
    """The Usage of all processes in a box, which are those that its /proc shows.

    What is shared is looked into only where it matters: that takes milliseconds.
    """
    total, resident, ended = Usage(), {}, (FileNotFoundError, ProcessLookupError)
    for name in filter(str.isdigit, os.listdir(proc)):
        with contextlib.suppress(*ended):
            threads, seconds, resident[name] = numbers_of(name, proc)
            total.processes += threads
            total.cpu_seconds += seconds
    if sum(resident.values()) > limits.memory:
        for name in resident:
            with contextlib.suppress(*ended, PermissionError):  # it may hide that, and then counts as a whole
                resident[name] = own_memory(name, proc)
    total.memory = sum(resident.values())
    return total


def excess(proc, limits):
    """What a box has used too much of; None if all is well."""
    used = usage(proc, limits)
    if used.memory > limits.memory:
        return f"more than {limits.memory / 2**30:.3g} GiB of memory"
    if used.cpu_seconds > limits.cpu_seconds:
        return f"more than {limits.cpu_seconds} seconds of CPU time"
    if used.processes > limits.processes:
        return f"more than {limits.processes} processes"
    return None


# ── is there a sandbox? ─────────────────────────────────────────────────────────────────────────────────────────


def trial():
    """Goes into a box and ends: with 0, or with a line that says what was forbidden."""
    try:
        view, calls = visible(), system_calls()
        lead()
        if child := os.fork() or fork_first():
            os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0)
        confine(view, None, Limits(), calls)
        for folder in python_folders():
            os.listdir(folder)  # the student is nobody who owns it
    except OSError as error:
        os.write(2, f"{error.filename or 'a box'}: {error.strerror}\n".encode())
        os._exit(1)
    os._exit(0)


@functools.cache
def missing():
    """Why this machine has no sandbox, and the remedy; None if it has one. Tries it, once."""
    if sys.platform != "linux":
        return NO_LINUX.format(system=platform.system()) + WAY_OUT
    try:
        import pyseccomp  # noqa: F401
    except (ImportError, RuntimeError):
        return NO_LIBRARY + WAY_OUT
    code = "import sys; sys.path.append(sys.argv[1]); from autograder.grading import sandbox; sandbox.trial()"
    tried = subprocess.run(
        [sys.executable, "-P", "-c", code, str(Path(__file__).parents[2])], capture_output=True, text=True, check=False
    )
    return FORBIDDEN.format(why=tried.stderr.strip().rpartition("\n")[2]) + WAY_OUT if tried.returncode else None
