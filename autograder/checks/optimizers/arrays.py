"""What arrays may be taken for, where torch is at hand."""

import torch

from autograder.kit.compare import expect_array
from autograder.kit.mistakes import CheckFailed


def expect_numbers(value, shape, name):
    """Raises CheckFailed unless value is a NumPy array of this shape; names a list, a tuple, a tensor."""
    known = {list: "list", tuple: "tuple", torch.Tensor: "tensor"}
    if type(value) in known:
        told = f"{name} should be a NumPy array of shape {shape}; yours is a {known[type(value)]}."
        raise CheckFailed(told, mistake=f"a {known[type(value)]} is returned")
    expect_array(value, shape, name)
