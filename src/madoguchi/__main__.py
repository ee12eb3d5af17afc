"""`python -m madoguchi …` is the same as the console command `madoguchi …`."""

from madoguchi.site.cli import main

if __name__ == "__main__":
    main()
