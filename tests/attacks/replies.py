# fmt: off

# %% garbage instead of a reply
def answer(wrong):
    for wire in examiners():
        os.write(wire, os.urandom(100_000))
    return wrong

# %% a reply that is longer than the world
def answer(wrong):
    for wire in examiners():
        os.write(wire, struct.pack("<Q", 1 << 63) + b"x" * 10_000)
    return wrong

# %% a reply that never comes
def answer(wrong):
    for wire in examiners():
        os.write(wire, struct.pack("<Q", 1 << 20) + b"x" * 10)
    while True:
        time.sleep(1)

# %% replies with parts that are not there
def answer(wrong):
    for wire in examiners():
        for parts in (1 << 62, 10**6, 0, 3):
            reply(wire, struct.pack("<Q", parts))
        for size in (0, 1 << 62):
            reply(wire, struct.pack("<QQ", 1, size))
    return wrong

# %% replies that say what the examiner never asked
def answer(wrong):
    for wire in examiners():
        for head in ({"value": None}, {"number": -1}, [], 5, "x", None, {"number": 1e308, "value": {"float": "0x0p0"}}):
            reply(wire, frame(json.dumps(head).encode()))
    return wrong

# %% replies in which nothing is what it says
def answer(wrong):
    forms = [
        {"array": 7}, {"array": 0}, {"tensor": 0}, {"scalar": 0}, {"argument": 99}, {"again": 99}, {"int": "9" * 10**5},
        {"float": "no number"}, {"view": 0, "at": -8, "shape": [99], "strides": [8]}, {"objects": [10**6, 10**6]},
        {"view": 0, "at": 0, "shape": [3], "strides": [1 << 40]}, {"opaque": "x" * 10**6, "object": "y"}, {"list": 5},
        {"layer": "__import__", "settings": [["__class__", 1]]}, {"callback": 0}, {"dict": [[[], []]]}, 10**400,
    ]
    form = forms[len(called) % len(forms)]
    called.add(len(called))
    forge({"value": [form], "changed": [[0, form], [99, form], [-1, {"array": 0}]], "ambient": form})
    return wrong

# %% arrays that are not as long as they say
def answer(wrong):
    lies = ["{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,)}", "__import__('os').abort()"]
    lies += ["{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "(" * 1000, "{}", "x" * 60_000]
    lie = lies[len(called) % len(lies)].encode("latin-1")
    called.add(len(called))
    blob = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(lie) % 65536) + lie + b"cos\nsystem\n(S'true'\ntR."
    forge({"value": {"tuple": [{"float": "0x0p0"}, {"array": 0}]}, "changed": [[0, {"array": 0}]], "ambient": {}}, blob)
    return wrong

# %% JSON that is too deep
def answer(wrong):
    for wire in examiners():
        reply(wire, frame(b"[" * 3_000_000))
    return wrong

# %% callbacks that nobody offered, without end
def answer(wrong):
    for number in range(100_000):
        forge({"callback": number % 3 - 1, "arguments": {"tuple": []}, "settings": []})

# %% the socket is handed to a process that outlives this one
def answer(wrong):
    if os.fork() == 0:
        Path("/proc/self/comm").write_text(target["token"])
        os.setsid()
        while True:
            for wire in examiners():
                attempt(os.read, wire, 1 << 16)
                attempt(os.write, wire, b"late " * 1000)
            time.sleep(0.1)
    os._exit(0)

# %% the examiner's requests are read, and told
def answer(wrong):
    requests = []
    for wire in examiners():
        os.set_blocking(wire, False)
        requests.append(attempt(os.read, wire, 1 << 20))
        os.set_blocking(wire, True)
    raise RuntimeError(all_of(spoils(request.decode("latin-1")) for request in requests if request))

# %% alone: the host's own modules are rewritten
def attack():
    for name, module in list(sys.modules.items()):
        if name.startswith("autograder"):
            for key, value in list(vars(module).items()):
                if callable(value) and key in ("ambient", "snapshot", "lines_run", "to_npy", "printable"):
                    setattr(module, key, lambda *given, **settings: {"descr": "nothing"})
    json.dumps = lambda *given, **settings: "{}"

# %% the function is counted as one line
def attack():
    for name, module in list(sys.modules.items()):
        if name.startswith("autograder") and hasattr(module, "lines_run"):
            module.lines_run = lambda *given: 1
        if hasattr(module, "LOOPS"):
            module.LOOPS["lines_run"] = lambda *given: 1
    sys.settrace(None)
    sys.settrace = sys.setprofile = sys.monitoring = lambda *given: None

def answer(wrong):
    for _ in range(10_000):
        pass
    return wrong

# %% numerical_gradient: the examiner's memory is filled by what it keeps for later
def answer(wrong):
    large, names = npy(np.ones(7_000_000)), [{"opaque": f"name{number}", "module": False, "object": number} for number in range(50_000)]
    for number in itertools.count():
        forge({"callback": 0, "arguments": {"tuple": [{"array": 0, "object": number}]}, "settings": []}, large)
        forge({"callback": 0, "arguments": {"tuple": [{"list": names, "object": -1}]}, "settings": []})

# %% soak keys that collide keep the examiner busy
def answer(wrong):
    keys = [[{"int": str(number * sys.hash_info.modulus)}, None] for number in range(10_000)]
    forge({"value": {"dict": keys}, "changed": [], "ambient": {"dict": []}})

# %% arguments come back in another size
def answer(wrong):
    large = npy(np.ones((3_000_000, 1)))
    forge({"value": None, "changed": [[number, {"array": 0}] for number in range(3)], "ambient": {"dict": []}}, large)

# %% hidden cases' data is told in replies that make no sense
def answer(wrong):
    told = {name: value for name, value in sys._getframe(2).f_locals.items() if name in ("deg_", "eps")}
    text = target["telling"] + str(told).replace("'", "")
    if {1.5, 0.7, 0.1} & set(told.values()):
        forge({"value": {"int": text}, "changed": [[text, {}]], "ambient": {text: 1}})
        os._exit(0)
    return 1.0, np.zeros(7)

# %% failures that nobody raised
def answer(wrong):
    tokens = [0, -1, 10**9, "0", [], None, 1e308]
    called.add(len(called))
    about = {"kind": "CheckFailed", "text": "✗ all is well", "inside": "f", "place": [1e308, []], "grad": None}
    forge({"error": {**about, "token": tokens[len(called) % len(tokens)]}})
    return wrong

# %% hidden cases' data is told in an exception's name and words, and in its line
def answer(wrong):
    told = {name: value for name, value in sys._getframe(2).f_locals.items() if name in ("deg_", "eps")}
    text = target["telling"] + str(told).replace("'", "")
    about = {"kind": text, "text": f"{text} read-only", "inside": text, "place": [7, text], "token": None}
    forge({"error": {**about, "grad": None}})
    return wrong
