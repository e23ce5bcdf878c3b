# Протокол в Word: слова нашего шаблона и то, как в нём находят председателя и секретаря.

protocol-word-protocol = ПРОТОКОЛ № ____
protocol-word-organisation = (организация)
protocol-word-date = Дата:
protocol-word-venue = Место:
protocol-word-blank-date = «____» ______________ 20___ г.
protocol-word-members = Присутствовали
protocol-word-agenda = Повестка дня
protocol-word-topics = Ход обсуждения
protocol-word-decisions = Решили
protocol-word-votes = Голосование:
protocol-word-tasks = Поручения
protocol-word-column-number = №
protocol-word-column-task = Поручение
protocol-word-column-owner = Ответственный
protocol-word-column-deadline = Срок
protocol-word-dates = Даты и сроки
protocol-word-no-decisions = Решения не принимались.
protocol-word-no-tasks = Поручений нет.
protocol-word-chair = Председатель
protocol-word-secretary = Секретарь
protocol-word-signature = (подпись)
protocol-word-name = (фамилия, инициалы)

# Начала слов, которыми на встрече называют того, кто её ведёт, и того, кто пишет протокол; через пробел.
protocol-roles-chair = председател ведущ модератор
protocol-roles-secretary = секретар протокол
