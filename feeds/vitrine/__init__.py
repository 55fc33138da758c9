"""The pages people look at: what each shows, and how, without knowing where it comes from."""
