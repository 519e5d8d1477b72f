"""Limits that the kernel itself keeps, for all processes of a box together: control groups, of version 2 or 1.

Version 2 has one tree of groups, version 1 one for each controller. Who may make groups there: root; an ordinary user
whom systemd has given a part of the tree (`delegated`), or somebody else has, in version 1.
"""

import contextlib
import functools
import os
import shutil
import subprocess
import time
from pathlib import Path

NEEDED = ("memory", "pids", "cpuacct")  # controllers of version 1
PREFIX = "autograder-"
ALONE = PREFIX + "itself"  # the group of a server that has its part of the tree from systemd
FRESH = 60  # seconds in which a new group may be without processes
NO_GROUPS = "a watch that looks ten times a second, since this user may make no control groups here"
GROUPS = "the kernel (control groups, version {})"
DELEGATED = ["systemd-run", "--user", "--scope", "--quiet", "--collect", "--property=Delegate=yes", "--"]
ASKS_SYSTEMD = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")


@functools.cache
def delegated():
    """What to put before a command, so that it may make groups of version 2; nothing where that is not to be had."""
    if os.geteuid() == 0 or not shutil.which(DELEGATED[0]) or not trees("cgroup2"):
        return []
    return DELEGATED if subprocess.run([*DELEGATED, "true"], capture_output=True, check=False).returncode == 0 else []


def trees(kind):
    """[(options, the group at its root, where it is mounted)] of all trees of a version, "cgroup" or "cgroup2"."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines():
        mount, _, system = line.partition(" - ")
        if system.split()[0] == kind:
            found.append((system.split()[2].split(","), *mount.split()[3:5]))
    return found


def own_group(controller):
    """This process's group, as its tree calls it; controller "": in the tree of version 2."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            return path
    return "/"


def folder_of(path, root, where):
    """A group's folder; the root's where it lies outside of what is mounted."""
    return os.path.join(where, os.path.relpath(path, root)) if Path(path).is_relative_to(root) else where


def write(folder, name, text):
    Path(folder, name).write_text(str(text))


def stand_aside():
    """A process that is alone in its group of version 2 goes one deeper: who limits groups must hold no processes."""
    for _, root, where in trees("cgroup2"):
        folder = folder_of(own_group(""), root, where)
        with contextlib.suppress(OSError):
            if Path(folder, "cgroup.procs").read_text().split() == [str(os.getpid())] and folder != where:
                os.mkdir(os.path.join(folder, ALONE))
                write(os.path.join(folder, ALONE), "cgroup.procs", 0)


def places_of_version_2():
    """[the folder whose groups can be limited], if there is one."""
    for _, root, where in trees("cgroup2"):
        own = Path(folder_of(own_group(""), root, where))
        folder = own.parent if own.name == ALONE else where
        with contextlib.suppress(OSError):
            if {"memory", "pids"} <= set(Path(folder, "cgroup.controllers").read_text().split()):
                write(folder, "cgroup.subtree_control", "+memory +pids")
                return [str(folder)]
    return []


def places_of_version_1():
    """The folders of this process's group, one for each controller that is NEEDED, if all are there."""
    found = {}
    for options, root, where in trees("cgroup"):
        for name in set(NEEDED) & set(options):
            found[name] = folder_of(own_group(name), root, where)
    return list(dict.fromkeys(found.values())) if found.keys() == set(NEEDED) else []


class Groups:
    """Groups for boxes with these limits, where they can be made: `version` is None where they cannot."""

    def __init__(self, limits):
        self.limits, self.places, self.version, self.ended = limits, [], None, []
        for version, places in ((2, places_of_version_2()), (1, places_of_version_1())):
            with contextlib.suppress(OSError):
                if places and not self.version:
                    Group(places, limits).remove()
                    self.version, self.places = version, places
        self.remove_old()

    def __str__(self):
        return GROUPS.format(self.version) if self.version else NO_GROUPS

    def remove_old(self):
        """Removes what killed servers have left: groups without processes."""
        for place in self.places:
            for folder in Path(place).glob(PREFIX + "*"):
                with contextlib.suppress(OSError):
                    if time.time() - folder.stat().st_mtime > FRESH:
                        folder.rmdir()

    def new(self):
        """A group for a box; None where there are none. Raises OSErrors."""
        self.ended = [group for group in self.ended if not group.remove()]
        return Group(self.places, self.limits) if self.version else None

    def end(self, group):
        """Removes a box's group, now or, where its last process is just ending, later."""
        if not group.remove():
            self.ended.append(group)

    def close(self, seconds=1):
        """Removes what `end` could not, as far as that can be within so many seconds."""
        deadline = time.monotonic() + seconds
        while self.ended and time.monotonic() < deadline:
            self.ended = [group for group in self.ended if not group.remove()]
            time.sleep(0.01)


class Group:
    """The processes of one box: a folder in the tree of version 2, or one in each of version 1."""

    def __init__(self, places, limits):
        name = f"{PREFIX}{os.urandom(8).hex()}"
        self.folders = [os.path.join(place, name) for place in places]
        try:
            for folder in self.folders:
                os.mkdir(folder)
            self.limit(limits)
        except OSError:
            self.remove()
            raise

    def limit(self, limits):
        """Writes to those files that this version has."""
        memory = ("memory.max", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes")
        for name, value in {
            "memory.swap.max": 0,
            **dict.fromkeys(memory, limits.memory),
            "pids.max": limits.processes,
        }.items():
            for folder in self.folders:
                if os.path.exists(os.path.join(folder, name)):
                    write(folder, name, value)

    def read(self, name):
        """{field: number} of a file, {"": number} where that is all; nothing where this version has no such file."""
        paths = [path for path in (Path(folder, name) for folder in self.folders) if path.exists()]
        lines = [line.rpartition(" ") for path in paths for line in path.read_text().splitlines()]
        return {field: int(number) for field, _, number in lines}

    def join(self):
        """This process is limited from now on, with all that it starts."""
        for folder in self.folders:
            write(folder, "cgroup.procs", 0)

    def cpu_seconds(self):
        return self.read("cpu.stat").get("usage_usec", 0) / 1e6 + self.read("cpuacct.usage").get("", 0) / 1e9

    def ran_out_of_memory(self):
        """Has the kernel ended a process for that?"""
        return any(self.read(name).get("oom_kill") for name in ("memory.events", "memory.oom_control"))

    def remove(self):
        """Is it gone?"""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        return not any(map(os.path.exists, self.folders))
