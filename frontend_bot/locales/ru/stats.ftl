# Для администратора: месяц в цифрах.

stats-month =
    📊 30 дней, { $days } (в скобках — сегодня)

    👥 Люди: { $people_month } ({ $people_today }), за всё время { $people }
    🎧 Записи: { $minutes } мин ({ $minutes_today })
    🖼 Фото: { $photos } ({ $photos_today })
    🧮 Токены: { $tokens } ({ $tokens_today })
    💵 Расходы: ≈ ${ $cost } ({ $cost_today }) — оценка по ценам из настроек
    ⚠️ Неудачи: { $failed } ({ $failed_today })
    ⏱ Отказы по лимиту: { $refused } ({ $refused_today })

    Готовые задания:
stats-mode = { $name } — { $count }
stats =
    Сейчас работает: { $running }
    В очереди: { $waiting }
    Не закончено во всех процессах: { $unfinished }
    Распознавание: { $engine }
stats-engine-none = не настроено

chart-title = 30 дней: { $days }
chart-minutes = Минуты записей
chart-jobs = Задания
chart-done = готово
chart-failed = неудачи
chart-refused = лимит
chart-people = Люди
chart-cost = Расходы, оценка
