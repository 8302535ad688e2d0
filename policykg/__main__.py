"""The program: ``policykg``, and ``python -m policykg``."""

import sys

from policykg.shadowing import shadowing

if message := shadowing():  # before anything of ours is imported under such a name
    print(message, file=sys.stderr)
    sys.exit(2)

from policykg.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
