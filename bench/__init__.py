"""Measuring ours against a floor or a peer, in turn, in one run.

Every file here prints what it measured for people and ends with one line of JSON. Ratios are to
be trusted, milliseconds belong to the machine.
"""
