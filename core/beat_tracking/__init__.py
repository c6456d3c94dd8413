"""The steps of `core.beats`: evidence -> path of beats -> exact times -> metre and bars."""
