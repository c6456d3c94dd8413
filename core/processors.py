"""How the number libraries use the processors; nothing heavy is imported here."""

import os


def keep_threads_quiet() -> None:
    """No thread of a number library waits by spinning; to be called before numpy is imported.

    OpenMP's spinning threads slow a recurrent network down tenfold on a busy machine; and
    OpenBLAS's, after every small product of numpy, spin for 50 ms in which live sound waits.
    torch has its own products, so numpy needs one thread only. What is set already stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
