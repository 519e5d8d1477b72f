"""The runs in which steps are asked for: (scale of the gradients, lr, steps). Not quoted: some of them are hidden."""

from autograder.kit.case import hidden

LINEAR = [(1.0, 0.2, 12), (1e4, 0.03, 12), hidden(1.0, 0.03, 260)]  # where a step grows with its gradient
SCALE_FREE = [  # where it is divided by the gradients' size: ε shows where they are tiny
    (1.0, 0.2, 12),
    (1e-5, 0.03, 12),
    (1.0, 0.2, 260),
    hidden(1e4, 0.2, 12),
    hidden(1e-4, 0.2, 12),
    hidden(1e-6, 0.3, 12),
]
