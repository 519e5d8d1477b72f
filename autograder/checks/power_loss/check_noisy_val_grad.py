"""The power loss and its gradient, written in any way."""

import pytest

from autograder.checks.power_loss.judges import judge_gradient, judge_loss, judge_tiny_errors, judge_zero_error
from autograder.checks.power_loss.oracles import draw
from autograder.kit.case import hidden
from autograder.kit.compare import expect_untouched


@pytest.mark.worth(2)
@pytest.mark.parametrize("deg_", [5, 2, 1, hidden(3), hidden(1.5), hidden(0.7)])
def check_noisy_val_grad_loss(noisy_val_grad, deg_):
    """the loss is the mean of |err|^γ"""
    judge_loss(noisy_val_grad, deg_)


@pytest.mark.worth(4)
@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_noisy_val_grad_gradient(noisy_val_grad, deg_):
    """the gradient is the slope of the loss"""
    judge_gradient(noisy_val_grad, deg_)


@pytest.mark.worth(1)
@pytest.mark.parametrize("deg_", [0.5, 1, 2, hidden(1.5), hidden(0.7), hidden(0.4)])
def check_noisy_val_grad_zero_error(noisy_val_grad, deg_):
    """an error of exactly 0 adds 0 to the gradient, any other its share"""
    judge_tiny_errors(noisy_val_grad, deg_)
    judge_zero_error(noisy_val_grad, deg_)


@pytest.mark.worth(1)
@pytest.mark.parametrize("deg_", [2, hidden(3)])
def check_noisy_val_grad_arguments(noisy_val_grad, deg_):
    """the arrays that it is given are left as they are"""
    expect_untouched(noisy_val_grad, draw(), draw(seed=1), [(), (5, 1)], deg_=deg_)
