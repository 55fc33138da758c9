"""What every output says alike: identities, instants, French, safe texts, templates."""
