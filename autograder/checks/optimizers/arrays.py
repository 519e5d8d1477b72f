"""What arrays may be taken for, where torch is at hand."""

import torch

from autograder.kit.compare import expect_array
from autograder.kit.mistakes import CheckFailed, Mistake

LIST_RETURNED = Mistake("a-list-is-returned", "a list is returned")
TUPLE_RETURNED = Mistake("a-tuple-is-returned", "a tuple is returned")
TENSOR_RETURNED = Mistake("a-tensor-is-returned", "a tensor is returned")


def expect_numbers(value, shape, name):
    """Raises CheckFailed unless value is a NumPy array of this shape; names a list, a tuple, a tensor."""
    known = {list: LIST_RETURNED, tuple: TUPLE_RETURNED, torch.Tensor: TENSOR_RETURNED}
    if type(value) in known:
        told = f"{name} should be a NumPy array of shape {shape}; yours is a {type(value).__name__.lower()}."
        raise CheckFailed(told, mistake=known[type(value)])
    expect_array(value, shape, name)
