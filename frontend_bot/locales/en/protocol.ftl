# The protocol in Word: the words of our template, and how its chair and secretary are found.

protocol-word-protocol = MINUTES No. ____
protocol-word-organisation = (organisation)
protocol-word-date = Date:
protocol-word-venue = Place:
protocol-word-blank-date = ____ / ____ / 20___
protocol-word-members = Present
protocol-word-agenda = Agenda
protocol-word-topics = Proceedings
protocol-word-decisions = Resolved
protocol-word-votes = Vote:
protocol-word-tasks = Action items
protocol-word-column-number = No.
protocol-word-column-task = Action
protocol-word-column-owner = Owner
protocol-word-column-deadline = Due
protocol-word-dates = Dates
protocol-word-no-decisions = No decisions were made.
protocol-word-no-tasks = No actions were assigned.
protocol-word-chair = Chair
protocol-word-secretary = Secretary
protocol-word-signature = (signature)
protocol-word-name = (name)

# How words begin that a meeting calls its chair by, and whoever takes the minutes; with spaces between them.
protocol-roles-chair = chair moderator host
protocol-roles-secretary = secretary clerk
