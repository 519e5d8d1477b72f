"""The checks that grade the course, and everything that runs them."""
