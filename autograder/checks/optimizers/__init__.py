"""ps3's checks: five optimizers, the experiment that compares them, and its error bars."""
