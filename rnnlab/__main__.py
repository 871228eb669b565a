"""`python -m rnnlab`: the command `rnnlab`, where it is not on the path."""

import sys

from rnnlab.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
