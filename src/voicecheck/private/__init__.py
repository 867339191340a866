"""Private data in texts: numbers of telephones and cards, e-mail addresses, names that are listed."""
