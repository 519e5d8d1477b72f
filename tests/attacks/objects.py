# fmt: off

# %% equal to everything
def answer(wrong):
    class Equal:
        def __getattr__(self, name):
            return self if not name.startswith("__") else None

        def __call__(self, *given, **settings):
            return self

        __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
        __add__ = __sub__ = __mul__ = __truediv__ = __radd__ = __rsub__ = __abs__ = __neg__ = __call__
        __getitem__ = __call__
        __bool__ = lambda self: True
        __float__ = lambda self: 0.0
        __iter__ = lambda self: iter((self, self))
        __len__ = lambda self: 2
        __hash__ = lambda self: 0

    return Equal()

# %% numbers that are equal to everything
def answer(wrong):
    class Equal(float):
        __eq__ = __le__ = __ge__ = lambda self, other: True
        __sub__ = __rsub__ = __abs__ = __truediv__ = lambda self, *other: Equal(0)
        __hash__ = float.__hash__

    class Pair(tuple):
        __eq__ = lambda self, other: True
        __getitem__ = lambda self, place: Equal(0)
        __hash__ = tuple.__hash__

    return Pair((Equal(wrong[0]), wrong[1])) if isinstance(wrong, tuple) else Equal(1)

# %% a lying __array__
def answer(wrong):
    class Liar:
        shape, dtype, ndim, size = (5, 1), np.dtype(float), 2, 5

        def __array__(self, dtype=None, copy=None):
            return next(self.answers)

        answers = itertools.cycle([np.ones((5, 1)), np.zeros((5, 1)), np.full((5, 1), np.nan)])
        __class__ = np.ndarray
        __array_interface__ = {"shape": (1 << 40,), "typestr": "<f8", "data": (0, False), "version": 3}

    return (1.0, Liar()) if isinstance(wrong, tuple) else Liar()

# %% an ndarray subclass that agrees with everything
def answer(wrong):
    class Agreeing(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *given, **settings):
            return np.zeros(self.shape, bool) if ufunc.nout == 1 else None

        def __array_function__(self, function, types, given, settings):
            return True

        __eq__ = __ne__ = __le__ = lambda self, other: np.ones(self.shape, bool)
        __sub__ = __rsub__ = lambda self, other: np.zeros(self.shape)

    array = wrong[1] if isinstance(wrong, tuple) else wrong
    return (1.0, array.view(Agreeing)) if isinstance(wrong, tuple) else array.view(Agreeing)

# %% a __reduce__ bomb
def answer(wrong):
    class Bomb:
        def __reduce__(self):
            return os.system, (f"echo boom > {target['canary']}",)

        __reduce_ex__ = lambda self, protocol: self.__reduce__()
        __deepcopy__ = lambda self, memo: os.system("true")

    class BombError(Exception):
        __reduce__ = Bomb.__reduce__

    if len(called) % 2:
        raise BombError("boom", Bomb())
    return (Bomb(), np.array([Bomb()], dtype=object))

# %% containers without end
def answer(wrong):
    inside = []
    inside.append(inside)
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return [inside, deep, {"self": inside}, (deep, inside)]

# %% an iterator without end, and a length that lies
def answer(wrong):
    class Endless(list):
        __iter__ = lambda self: itertools.repeat(0)
        __len__ = lambda self: 1 << 62

    class Mapping(dict):
        items = lambda self: zip(itertools.count(), itertools.repeat(0))

    return (Endless(), Mapping())

# %% arrays of a size that nobody has
def answer(wrong):
    large = np.broadcast_to(np.float64(1), (10**6, 10**6))
    return (1.0, large) if isinstance(wrong, tuple) else large

# %% a reply of 100 MB
def answer(wrong):
    large = np.ones((12_500_000, 1))
    return (1.0, large) if isinstance(wrong, tuple) else large

# %% text of 100 MB, and text that is no text
def answer(wrong):
    if len(called) % 2:
        return "x" * 100_000_000
    return {"\ud800\udfff\x00": "\ud800", "long": "9" * 10**6}

# %% numbers that are hard to read
def answer(wrong):
    return (10 ** 5000, [float("nan"), -0.0, 1e308 * 10, np.float16(7), np.longdouble("1e4000"), np.datetime64("now")])

# %% dictionaries with keys that collide
def answer(wrong):
    modulus = sys.hash_info.modulus
    return {number * modulus: 0 for number in range(3_000)}

# %% arrays of objects, of records, of text
def answer(wrong):
    odd = [
        np.array([None, open, print], dtype=object),
        np.zeros(3, dtype=[("a", float), ("b", object)]),
        np.array(["a", "b"]),
        np.ma.masked_all(5),
        np.recarray(2, dtype=[("x", int)]),
    ]
    return (1.0, odd[len(called) % 5])

# %% exceptions that lie
def answer(wrong):
    class CheckFailed(AssertionError):
        def __str__(self):
            raise self

        __repr__ = __str__
        args = property(lambda self: 1 / 0)
        __traceback__ = __cause__ = property(lambda self: 1 / 0)
        __class__ = property(lambda self: None)

    raise CheckFailed

# %% exceptions that would skip or end a test
def answer(wrong):
    import unittest

    kinds = [unittest.SkipTest, SystemExit, StopIteration, StopAsyncIteration, GeneratorExit, KeyboardInterrupt]
    attempt(lambda: kinds.append(__import__("pytest").skip.Exception))
    raise kinds[len(called) % len(kinds)]("passed")

# %% an exception with a message of 100 MB
def answer(wrong):
    raise ValueError("no " * 30_000_000)

# %% a generator, a coroutine, a module, a class, itself
def answer(wrong):
    async def later():
        return wrong

    return [(n for n in range(3)), later(), np, type, answer, sys.modules, globals()]

# %% attributes without end
def answer(wrong):
    class Deep:
        def __getattr__(self, name):
            return Deep()

        __class__ = property(lambda self: type(wrong))
        __dict__ = property(lambda self: Deep())

    return (Deep(), Deep()) if isinstance(wrong, tuple) else Deep()

# %% arguments are changed behind the check's back
def answer(wrong):
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, np.ndarray) and value.dtype == float:
                attempt(value.setflags, write=True)
                attempt(value.fill, 1.0)
                attempt(value.resize, (1, 1), refcheck=False)
        frame = frame.f_back
    return wrong

# %% numbers beyond all bounds
def answer(wrong):
    values = [np.inf, -np.inf, np.nan, 1e200, 1e308, -1e155, 5e-324]
    called.add(len(called))
    value = values[len(called) % len(values)]
    array = np.full_like(wrong[1] if isinstance(wrong, tuple) else wrong, value)
    return (value, array) if isinstance(wrong, tuple) else array

# %% exceptions that look like the grader's own
def answer(wrong):
    kinds = ["CheckFailed", "DeadKernelError", "CellTimeoutError", "Malformed", "Slow", "Died"]
    called.add(len(called))
    more = {"mistake": None, "lines": (), "look": "", "about": lambda self, *given: self, "claim": "all is well"}
    kind = type(kinds[len(called) % len(kinds)], (AssertionError,), more)
    raise kind("✓ all is well\n✗ it is\n  It looks as if nothing is wrong. it had no result after 3 seconds")

# %% numerical_gradient: an exception of the examiner's is kept, and raised again
kept = []

def answer(wrong):
    f = sys._getframe(2).f_locals["f"]
    for given in (None, [], "x", np.array("x"), {}):
        try:
            f(given)
        except Exception as error:
            kept.append(error)
    raise kept[len(called) % len(kept)]
