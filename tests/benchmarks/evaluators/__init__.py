"""Other Python evaluators of policies, asked from outside. Each is imported when it is asked.

`ready` makes a function of a request out of some policies, `answer` says whether a case is allowed,
or None where it has something that this evaluator cannot be told.
"""
