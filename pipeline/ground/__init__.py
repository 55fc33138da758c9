"""What every piece of work starts from: settings, the store opened, the clock, the lock, threads."""
