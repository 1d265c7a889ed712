"""`python -m rione` is the command `rione`."""

import sys

from rione.cli import main

if __name__ == "__main__":
    sys.exit(main())
