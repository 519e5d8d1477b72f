"""ps1's checks: the exact solution, the mean squared loss, its gradient, and gradient descent."""
