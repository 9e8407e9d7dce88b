"""Who owns the process in which a front runs: its signals, its end, the terminal's driver."""
