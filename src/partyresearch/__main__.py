"""The command as ``python -m partyresearch``."""

from partyresearch.cli.main import main

if __name__ == "__main__":  # workers import this module, too
    main()
