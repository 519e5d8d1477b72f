# fmt: off

# %% alone: os._exit in the cell
def attack():
    os._exit(0)

# %% os._exit in the function
def answer(wrong):
    os._exit(0)

# %% soak alone: SystemExit in the cell
def attack():
    raise SystemExit(0)

# %% SystemExit in the function
def answer(wrong):
    raise SystemExit(0)

# %% KeyboardInterrupt, GeneratorExit and others of their kind
def answer(wrong):
    class End(BaseException):
        pass

    raise [KeyboardInterrupt, GeneratorExit, End, StopIteration][len(called) % 4]

# %% alone: KeyboardInterrupt in the cell
def attack():
    raise KeyboardInterrupt

# %% it kills itself
def answer(wrong):
    os.kill(os.getpid(), signal.SIGKILL)
    os.abort()

# %% it crashes
def answer(wrong):
    ctypes.string_at(0)

# %% it stops itself
def answer(wrong):
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        signal.pause()

# %% it becomes another program
def answer(wrong):
    os.execv("/bin/true", ["true"])

# %% soak alone: it becomes another program in the cell
def attack():
    os.execv("/bin/true", ["true"])

# %% alone: it refuses to end
def attack():
    import atexit

    def never():
        while True:
            time.sleep(1)

    for number in range(1, signal.NSIG):
        attempt(signal.signal, number, signal.SIG_IGN)
    atexit.register(never)
    threading.Thread(target=never).start()

# %% alone: it asks the kernel to shut down
def attack():
    if "get_ipython" in globals():
        get_ipython().kernel.do_shutdown(restart=True)
        get_ipython().ask_exit()
        get_ipython().exiter()

# %% it closes every file
def answer(wrong):
    os.closerange(0, 1000)
    return wrong
