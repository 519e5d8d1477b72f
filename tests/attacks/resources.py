# fmt: off

# %% soak alone: an endless loop in the kernel
def attack():
    while "get_ipython" in globals():
        pass

# %% soak alone: an endless loop in the cell, wherever it runs
def attack():
    while True:
        pass

# %% alone: an endless loop that no signal ends, in the kernel
def attack():
    for number in range(1, signal.NSIG):
        attempt(signal.signal, number, signal.SIG_IGN)
    while "get_ipython" in globals():
        try:
            while True:
                pass
        except BaseException:
            pass

# %% an endless loop that no signal ends, in the function
def answer(wrong):
    for number in range(1, signal.NSIG):
        attempt(signal.signal, number, signal.SIG_IGN)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

# %% soak endless loops in threads and processes, too
def answer(wrong):
    def loop():
        while True:
            pass

    for _ in range(4):
        threading.Thread(target=loop).start()
        if os.fork() == 0:
            Path("/proc/self/comm").write_text(target["token"])
            loop()
    loop()

# %% soak it sleeps for ever
def answer(wrong):
    time.sleep(10**6)

# %% alone: memory without end
def attack():
    kept = []
    while len(kept) << 28 < 2 * target["memory"]:
        kept.append(np.empty(1 << 25))
    for one in kept:
        one.fill(1)
    return OUT + f"{len(kept) << 28 >> 20} MB"

# %% soak alone: memory without end, in many processes
def attack():
    reader, writer = os.pipe()
    for _ in range(3 * target["memory"] >> 28):
        if os.fork() == 0:
            Path("/proc/self/comm").write_text(target["token"])
            kept = np.ones(1 << 25)
            os.write(writer, b"1")
            while kept.size:
                signal.pause()
    os.close(writer)
    time.sleep(2)  # somebody has to notice
    os.set_blocking(reader, False)
    held = len(attempt(os.read, reader, 100) or b"") << 28
    return OUT + f"{held >> 20} MB" if held > 2 * target["memory"] else None

# %% 100 GB at once
def answer(wrong):
    return np.ones(100 << 27)

# %% alone: files until the disk is full
def attack():
    megabyte = bytes(1 << 20)
    folders = ["/tmp", "/dev/shm", "/home/student", os.getcwd(), "/var/tmp", "/run", "/"]
    paths = [f"{folder}/{target['token']}-{number}" for folder in folders for number in range(8)]
    for path in paths:
        def fill():
            with open(path, "wb", buffering=0) as file:
                for _ in range(256):
                    file.write(megabyte)
        attempt(fill)
    written = sum(attempt(os.path.getsize, path) or 0 for path in paths)
    return OUT + f"{written >> 20} MB" if written > 2 * target["scratch"] else None

# %% soak alone: as many empty files as there can be
def attack():
    for number in range(200_000):
        try:
            open(f"/tmp/{number}", "w").close()
        except OSError:
            return None
    return OUT + "200,000 files"

# %% alone: the folders of the kernel's sockets are filled
def attack():
    kernel = get_ipython().kernel if "get_ipython" in globals() else None
    address = str(attempt(lambda: kernel.parent.ip))
    for folder in dict.fromkeys([os.path.dirname(address), *glob.glob("/tmp/kernel*"), *glob.glob("/tmp/ag*")]):
        with open(f"{folder}/filler", "wb", buffering=0) as file:
            total = sum(file.write(bytes(1 << 20)) for _ in range(1024))
        return OUT + f"{total >> 20} MB beside the sockets"

# %% one large file that is hardly there
def attack():
    with open("/tmp/large", "wb") as file:
        file.truncate(1 << 40)
    return OUT + "a file of 1 TB"

# %% soak as many open files as there can be
def attack():
    kept = []
    for _ in range(20_000):
        try:
            kept.append(os.open("/dev/null", os.O_RDONLY))
        except OSError:
            for one in kept:
                os.close(one)
            return None
    return OUT + "20,000 open files"

# %% recursion without end
def answer(wrong):
    sys.setrecursionlimit(10**9)
    return answer_of_answers(wrong)

def answer_of_answers(wrong):
    return [*map(answer_of_answers, [wrong])]

# %% alone: endless output in the kernel
def attack():
    while "get_ipython" in globals():
        print("endless " * 100, flush=True)

# %% alone: endless pictures and widgets in the kernel
def attack():
    if "get_ipython" in globals():
        from IPython.display import display
        from ipywidgets import Text

        while True:
            display({"image/png": "x" * 1_000_000}, raw=True)
            display({"text/html": "x" * 1_000_000}, raw=True, display_id=str(time.time()))
            Text("x" * 1_000_000)

# %% alone: one output of 100 MB
def attack():
    print("x" * 100_000_000)

# %% soak endless output in the function, and past Python's own
def answer(wrong):
    while True:
        print("endless " * 100, flush=True)
        attempt(os.write, 1, b"endless " * 1000)
        attempt(os.write, 2, b"endless " * 1000)

# %% alone: forks and threads, mixed, as many as there can be
def attack():
    made = 0
    for number in range(2000):
        try:
            if number % 2:
                threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()
            elif os.fork() == 0:
                Path("/proc/self/comm").write_text(target["token"])
                time.sleep(10**6)
            made += 1
        except (OSError, RuntimeError):
            return OUT + f"{made} of them" if made > 64 else None
    return OUT + "2,000 forks and threads"

# %% soak alone: memory that no process holds, in sockets filled to the brim
def attack():
    kept, sent = [], 0
    for _ in range(12):
        if os.fork() == 0:
            Path("/proc/self/comm").write_text(target["token"])
            for _ in range(100):
                pair = attempt(socket.socketpair)
                for end in pair or ():
                    end.setblocking(False)
                    attempt(end.setsockopt, socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
                    while attempt(end.send, bytes(1 << 16)):
                        pass
                kept.append(pair)
            time.sleep(10**6)

# %% soak alone: shared memory and mapped files beyond what it may hold
def attack():
    import mmap

    kept, size = [], 0
    for number in range(64):
        name = f"/dev/shm/{target['token']}-{number}"
        try:
            with open(name, "w+b") as file:
                file.truncate(64 << 20)
                kept.append(mmap.mmap(file.fileno(), 64 << 20))
                for page in range(0, 64 << 20, 4096):
                    kept[-1][page] = 1
                size += 64 << 20
        except (OSError, ValueError):
            break
    return OUT + f"{size >> 20} MB" if size > 2 * target["scratch"] else None

# %% takes large pages, which are the machine's and in no account
def attack():
    for size in (0, 21 << 26, 30 << 26):  # the machine's usual ones, 2 MB, 1 GB
        if os.fork() == 0:
            libc.mmap.restype = ctypes.c_void_p
            there = libc.mmap(None, ctypes.c_size_t(1 << 30), 3, 0x40022 | size, -1, ctypes.c_long(0))
            os._exit(there != ctypes.c_void_p(-1).value or ctypes.get_errno() != 1)
        if os.waitstatus_to_exitcode(os.wait()[1]):
            return OUT + "large pages are to be had"

# %% has as many files on their way as one user may, so that nobody else can send any
def attack():
    held, pairs = os.open("/dev/null", os.O_RDONLY), []
    for _ in range(50):
        pairs.append(socket.socketpair())
        pairs[-1][0].setblocking(False)
        while attempt(socket.send_fds, pairs[-1][0], [b"x"], [held] * 250):
            pass
    tries["kept"] = pairs
