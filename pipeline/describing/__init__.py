"""From a raw record to a record, here or in processes beside, by what was learnt of its site."""
