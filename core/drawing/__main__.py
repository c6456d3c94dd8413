"""`python -m core.drawing`: the process that draws."""

from core.drawing.process import main

main()
