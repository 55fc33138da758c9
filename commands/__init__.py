"""The commands of « traam »: each parses its arguments, calls the pipeline and shows what came of it, in French."""

from commands.french import speak_french

# Before any command is declared: click names the kinds of values (« fichier », « chemin ») as it declares them.
speak_french()
