"""What exists, and who is calling? State, callers, credentials, context keys, and the trail.

`simlib.new_cloud`, `load_scenario` and `load_account` make clouds; `cloud.as_` makes callers. The
modules are imported one by one, because together they take long.
"""
