"""What is asked of students: a folder a topic, a module an exercise, named like its function.

A function that starts with check_ is a check: one claim about the student's functions that it takes, by name. Other
functions are its helpers; what several exercises of a topic share has a module of its own. The notebook quotes all of a
topic into one namespace, so a name stands once in a topic.
"""
