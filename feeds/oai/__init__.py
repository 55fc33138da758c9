"""What an OAI-PMH harvester is answered: arguments checked, tokens, records written, answers built. No network here."""
