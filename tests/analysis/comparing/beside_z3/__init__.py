"""The same question put to z3: is there a request that one policy allows and another does not?

Written from what AWS documents; of simlib it shares how policies are read and the reference,
nothing of how they are compared or decided. `make compare-with-z3` counts on how many pairs both
agree.
"""
