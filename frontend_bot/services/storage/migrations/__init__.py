"""How the tables came to be, one file in ``versions/`` a change. Database.open runs what is missing."""
