"""What waits for a person's decision: values no rule understood, works that look published twice."""
