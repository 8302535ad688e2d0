"""``python -m policykg``: the command line."""

from policykg.cli import main

if __name__ == "__main__":
    main()
