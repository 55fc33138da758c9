"""What référents do by themselves: see what a page gives and lacks, have it read again; and who may."""
