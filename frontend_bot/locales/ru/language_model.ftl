# Документы из расшифровок: языковая модель, форматы, вопросы.

error-language-model-missing = Сводки и протоколы пока не настроены. Администратору: задайте OPENAI_API_KEY или OPENAI_BASE_URL своего сервера и TEXT_MODEL.
error-language-model-refused = Языковая модель не справилась с этим текстом. Попробуйте ещё раз; если не поможет — разделите запись на части.
error-language-model-key = Сервис языковой модели не пускает меня: ключ не подходит или закончились деньги. Администратор уже может это увидеть; попробуйте позже.
error-language-model-unavailable = Языковая модель сейчас не отвечает. Попробуйте ещё раз через несколько минут.
error-nothing-to-read = В этой записи нет слов, поэтому документ составить не из чего.

progress-reading = 📖 Читаю расшифровку…

mode-full_transcript = 📝 Полный официальный транскрипт
mode-full_transcript-prompt = Откройте запись в истории и нажмите «Полный официальный транскрипт» под ней.
option-full_transcript-language = 📄 Язык документов
option-full_transcript-language-source = как в записи
mode-summary = 📄 Сводка на 1 страницу
mode-summary-prompt = Откройте запись в истории и нажмите «Сводка на 1 страницу» под ней.
mode-minutes = 📋 MoM
mode-minutes-prompt = Откройте запись в истории и нажмите «MoM» под ней.
mode-todo_plan = ✅ ToDo-план
mode-todo_plan-prompt = Откройте запись в истории и нажмите «ToDo-план» под ней.

document-full = Полный транскрипт
document-summary = Сводка
document-mom = Итоги встречи
document-todo = ToDo-план
document-organisation = Организация
document-date = Дата
document-venue = Место
document-members = Участники
document-agenda = Повестка
document-decisions = Решения
document-tasks = Задачи
document-dates = Даты и сроки
document-discussion = Обсуждение
document-other-tasks = Прочее
document-deadline = срок: { $when }
document-no-decisions = Решений в записи не прозвучало.
document-no-tasks = Задач в записи не прозвучало.
document-nothing-said = Ничего, что стоило бы записать, в записи не прозвучало.
document-not-covered = ⚠️ Эти части прочитать не удалось: { $places }.
place-line = строка { $line }

button-differently = 🔁 Ещё раз, иначе — новая оплата
document-kept = Готово раньше — повторно не оплачивается.
document-anew = Переделываю: это новый запрос к языковой модели, он расходует ваш лимит.
document-under-way = ⏳ Уже делаю.
answer-not-said = Об этом в записи не сказано.

ask-button = ❓ Спросить о записи
ask-question = Напишите вопрос о записи — отвечу только тем, что в ней сказано, и покажу, где.
instructions-button = ⭐ Мои инструкции
instructions-none = Здесь можно сохранить до десяти своих инструкций, например «Заметки о звонке клиенту»: что выписать из записи и в каком виде. Потом они вызываются одной кнопкой.
instructions-list = ⭐ Ваши инструкции. Нажмите — и я выполню её для этой записи.
instructions-which = Какую изменить?
instructions-new = ➕ Новая инструкция
instructions-edit = ✏️ Изменить или удалить
instructions-rename = ✏️ Переименовать
instructions-ask-name = Как её назвать? Напишите короткое название для кнопки.
instructions-ask-words = «{ $name }». Теперь напишите саму инструкцию: что сделать с записью.
instructions-full = Больше { $most } инструкций не поместится. Удалите ненужную.
instructions-deleted = Удалено.
mode-ask_recording = ❓ Спросить о записи
mode-ask_recording-prompt = Откройте запись в истории и нажмите «Спросить о записи» под ней.
mode-answer_question = ❓ Ответ на вопрос
mode-answer_question-prompt = Откройте запись в истории и нажмите «Спросить о записи» под ней.
mode-instructions = ⭐ Мои инструкции
mode-instructions-prompt = Откройте запись в истории и нажмите «Мои инструкции» под ней.
mode-own_instruction = ⭐ Моя инструкция
mode-own_instruction-prompt = Откройте запись в истории и нажмите «Мои инструкции» под ней.
