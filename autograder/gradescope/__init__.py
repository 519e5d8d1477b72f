"""An assignment's autograder for Gradescope: `python -m autograder gradescope ps2 -o ps2.zip`.

Lateness is Gradescope's own: its due dates, late days and penalties are set there, and come off what it shows.

build.py         packs the zip: no solution in it, the checks of one assignment only
run.py           what the zip runs for a submission: writes results.json
setup.sh         Gradescope runs it once, when it builds the image
run_autograder   Gradescope runs it for every submission
"""
