"""The subcommands of `melody`, one module each: `add_parser` declares it, `run` does it.

These modules import nothing heavy at their top, so that `melody --help` answers at once.
"""
