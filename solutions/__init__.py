"""Reference solutions: one module a topic, whose functions the notebooks quote."""
