"""`python -m pipeline` is `scr-briefing`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
