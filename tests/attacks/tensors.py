# fmt: off

# %% soak torch's comparisons are patched
def attack():
    import torch

    for name in ("allclose", "equal", "isclose", "all"):
        setattr(torch, name, lambda *given, **settings: torch.tensor(True))
    torch.testing.assert_close = lambda *given, **settings: None
    torch.Tensor.__eq__ = torch.Tensor.__sub__ = lambda *given: torch.tensor(0.0)
    torch.set_default_dtype(torch.float16)

# %% soak a tensor subclass that agrees with everything
def answer(wrong):
    import torch

    class Agreeing(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, given=(), settings=None):
            return torch.tensor(True)

    array = wrong[1] if isinstance(wrong, tuple) else wrong
    tensor = torch.Tensor._make_subclass(Agreeing, torch.from_numpy(array))
    return (1.0, tensor) if isinstance(wrong, tuple) else tensor

# %% soak the state of the examiner's generators, and autograd's switch, are turned
def answer(wrong):
    import random, torch

    torch.set_grad_enabled(False)
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)
    np.seterr(all="raise")
    return wrong
