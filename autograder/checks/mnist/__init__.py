"""ps4's checks: the network, its training, its evaluation, its predictions."""
