# ruff: noqa
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
