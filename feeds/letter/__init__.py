"""The forms of an issue of the TIC'Édu letter: e-mail, text, Markdown, fragment, web page, archive, feed."""
