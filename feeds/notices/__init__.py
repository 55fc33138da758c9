"""Each production by itself: its fiche, its ScoLOMFR notice, its JSON-LD."""
