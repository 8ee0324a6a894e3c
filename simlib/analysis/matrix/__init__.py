"""The access matrix as bits: principals are rows, resources columns, all cells decided at once.

Each policy's statement is matched along a whole row or column; the account rules are those of
`deciding/account_formula.py`, read over planes of numpy.
"""
