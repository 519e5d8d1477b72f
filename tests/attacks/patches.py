# fmt: off

# %% NumPy's comparisons are patched
def attack():
    import numpy.testing

    for name in ("allclose", "isclose", "array_equal", "all", "any", "abs", "isfinite", "max", "shape"):
        setattr(np, name, lambda *given, **settings: np.True_)
    for name in [name for name in dir(numpy.testing) if name.startswith("assert")]:
        setattr(numpy.testing, name, lambda *given, **settings: None)
    np.linalg.norm = lambda *given, **settings: 0.0
    np.ndarray = np.float64 = object

# %% built-in functions are patched
def attack():
    import builtins

    real = builtins.isinstance
    builtins.isinstance = lambda *given: True if "numpy" in str(given[1:]) else real(*given)
    builtins.AssertionError = builtins.ValueError = SystemExit
    for name in ("abs", "all", "any", "max", "min", "round"):
        setattr(builtins, name, lambda *given, **settings: True)

# %% built-in types are patched where they lie in memory
def attack():
    ctypes.memmove(id(False) + 24, id(True) + 24, 4)
    ctypes.memmove(id(7) + 24, id(1) + 24, 4)

# %% checks and hidden cases are looked for among the modules
def attack():
    import inspect

    found = []
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("autograder", "solutions", "tests", "pytest", "_pytest", "nbgrader"):
            found.append(name if ".check" in name or name == "solutions" else None)
            found.append(spoils(attempt(inspect.getsource, module)))
            found.append(spoils("\n".join(map(str, vars(module).items()))))
    return all_of([OUT + one if isinstance(one, str) else one for one in found])

# %% checks and hidden cases are looked for in the frames
def attack():
    found, frame = [], sys._getframe()
    while frame:
        found.append(spoils("\n".join(str(value) for value in [*frame.f_locals.values(), *frame.f_code.co_consts])))
        found.append(OUT + frame.f_code.co_name if frame.f_code.co_name.startswith("check_") else None)
        frame = frame.f_back
    return all_of(found)

# %% checks and hidden cases are looked for among all objects
def attack():
    found = []
    for one in gc.get_objects():
        if type(one) is dict:
            found += [spoils(text) for text in list(one.values()) if type(text) is str and len(text) < 100_000]
        elif type(one) in (list, tuple):
            found += [spoils(text) for text in list(one) if type(text) is str and len(text) < 100_000]
        elif callable(one) and "autograder.check" in str(getattr(one, "__module__", "")):
            found.append(OUT + f"{one}")
    return all_of(one for one in found if one)

# %% checks and hidden cases are looked for in what was typed
def attack():
    import linecache

    found = [spoils("\n".join(map(str, globals().get(name, [])))) for name in ("In", "_ih", "_oh", "_dh")]
    found += [spoils("".join(entry[2])) for entry in linecache.cache.values() if len(entry) > 2]
    history = glob.glob(os.path.expanduser("~/.ipython/**/history.sqlite"), recursive=True)
    return all_of([*found, *(attempt(read, path) for path in history)])

# %% hidden cases' data is remembered, and told in errors, output and files
def answer(wrong):
    frame = sys._getframe(2)
    seen = {name: value for name, value in frame.f_locals.items() if name in ("deg_", "eps")}
    called.add(str(seen))
    told = " ".join(text.replace("'", "") for text in map(str, called) if "{" in text)
    print(told)
    attempt(Path("told.txt").write_text, told)
    raise ValueError(target["telling"] + told)

# %% calls are told from each other, and answered by what was seen before
def answer(wrong):
    called.add(len(called))
    gc.collect()
    return next((one for one in gc.get_objects() if type(one) is type(wrong) and one is not wrong), wrong)

# %% time is stopped, and alarms ring
def attack():
    time.monotonic = time.time = time.perf_counter = lambda: 0.0
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)

# %% every line is traced
def attack():
    def trace(frame, event, argument):
        if frame.f_code.co_name.startswith("check_"):
            frame.f_globals["told"] = OUT + "it traced a check"
            print(frame.f_globals["told"])
        return trace

    sys.settrace(trace)
    threading.settrace(trace)
    sys.settrace(None) if len(called) > 3 else None

# %% inspect, importing and pickling are patched
def attack():
    import importlib, inspect, pickle

    inspect.getsource = inspect.signature = lambda *given: "def check(): pass"
    importlib.import_module = lambda *given: sys
    pickle.loads = pickle.load = lambda *given, **settings: 100
    sys.modules["autograder.kit.run"] = sys.modules["numpy.testing"] = sys
    sys.meta_path.insert(0, sys)
    sys.path.insert(0, "/tmp")

# %% what the course gives is replaced
def attack():
    none = lambda *given, **settings: [np.zeros((10, 1))] * 6
    for name in ("make_data", "noisy_val_grad", "examine", "expect_untouched", "compare", "close", "slope", "draw"):
        if name in globals() and name != "noisy_val_grad" or name == "make_data":
            globals()[name] = none

# %% the watch over loops is replaced, in all threads
def attack():
    watch = []
    sys.settrace, sys.gettrace = watch.append, lambda: watch[-1] if watch else None
    threading.settrace = threading.gettrace = threading.settrace_all_threads = lambda *given: None

def answer(wrong):
    for _ in range(100_000):
        pass
    return wrong

# %% calls with few points are slow, and those with many quick
def answer(wrong):
    if len(sys._getframe(2).f_locals.get("data_", ())) < 1000:
        time.sleep(0.002)
    return wrong
