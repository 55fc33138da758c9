"""What an operator needs: a backup and its way back, someone told when a person is needed."""
