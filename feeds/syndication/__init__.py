"""What readers subscribe to: Atom and its archives, RSS, JSON Feed, the sitemap."""
