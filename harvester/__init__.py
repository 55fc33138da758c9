"""Getting answers from sources: yields payloads and raw records, decides nothing, stores nothing."""
