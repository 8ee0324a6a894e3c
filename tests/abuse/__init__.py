"""Mangled documents, put to everything that reads what people and files say.

documents.py  good documents
mangling.py   documents spoilt by chance
hostile.py    documents hostile from the start
targets.py    what reads them, each with the good documents that it can read
feeding.py    puts one to the other, and says how it went: refused or accepted, how long, how large
large.py      ten megabytes of each, with the time and the memory that they take
"""
