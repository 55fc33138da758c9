"""The only parsers: XML and HTML, addresses as browsers read them, selectors, ScoLOMFR."""
