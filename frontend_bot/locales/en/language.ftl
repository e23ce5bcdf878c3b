# The language itself: this folder is all that the bot says in it.

# What its speakers call it: the label of a button.
language-name = English
# Telegram's codes, with spaces between them: who is better served in this language than in English. Nobody: {""}.
language-reads-also = {""}
