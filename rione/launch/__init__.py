"""Starting and stopping Rione: the private PostgreSQL, the demo, the supervised processes.

Everything here works with the standard library alone, so that the command line answers quickly
and a broken environment can still be explained.
"""
