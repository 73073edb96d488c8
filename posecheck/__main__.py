"""`python -m posecheck` is the same as `posecheck`."""

from posecheck.cli import main

if __name__ == "__main__":
    main()
