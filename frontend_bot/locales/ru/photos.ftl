# Фото: режим, ход работы, подписи, ошибки.

mode-enhance_photo = ✨ Улучшить фото
mode-enhance_photo-prompt = Пришлите фото или картинку файлом — верну её чётче и крупнее, рядом покажу «до и после». Файлом качество выше: Telegram не сожмёт. Можно сразу альбом.
option-enhance_photo-scale = 🔍 Увеличение фото
option-enhance_photo-scale-auto = авто
option-enhance_photo-scale-1 = ×1
option-enhance_photo-scale-2 = ×2
option-enhance_photo-scale-3 = ×3
option-enhance_photo-scale-4 = ×4
option-enhance_photo-faces = 🙂 Лица на фото
option-enhance_photo-faces-all = все лица
option-enhance_photo-faces-center = только центральное
option-enhance_photo-format = 🖼 Формат фото
option-enhance_photo-format-auto = авто
option-enhance_photo-format-jpg = jpg
option-enhance_photo-format-png = png

progress-photo-sending = 📤 Передаю фото…
progress-photo-queued = ⏳ Фото ждёт своей очереди…
progress-photo-running = ✨ Улучшаю фото…
progress-photo-fetching = 📥 Забираю результат…
progress-photo-album = ✨ Улучшаю фото: готово { $done } из { $count }

photo-engine-gfpgan = GFPGAN
photo-engine-classical = обычная обработка, без нейросети GFPGAN
photo-engine-classical-instead = обычная обработка: нейросеть GFPGAN была недоступна
photo-faces = { $count ->
    [0] лиц не найдено
    [one] найдено { $count } лицо
    [few] найдено { $count } лица
   *[many] найдено { $count } лиц
}
photo-faces-unknown = лица не считались
photo-size = { $width } × { $height }, увеличение ×{ $scale }
photo-size-reduced = { $size } (×{ $asked } было бы слишком велико)
photo-done =
    ✨ { $engine }
    🙂 { $faces }
    🖼 { $size }
photo-album-done = { $count ->
    [one] ✨ { $count } фото · { $engine } · { $faces }
    [few] ✨ { $count } фото · { $engine } · { $faces }
   *[many] ✨ { $count } фото · { $engine } · { $faces }
}
photo-failed = ⚠️ Фото { $number }: { $reason }
photo-lines =
    { $first }
    { $rest }
result-preview = До и после
result-file-not-sent = Telegram не принял файл результата. Попробуйте ещё раз; фото — лучше с меньшим увеличением или в формате jpg.

error-not-a-picture = Это не картинка. Пришлите фото или файл в JPEG, PNG, WEBP или HEIC.
error-damaged-picture = Картинка повреждена или обрезана. Проверьте, открывается ли она у вас, и пришлите ещё раз.
error-odd-picture = Картинка слишком маленькая или слишком узкая. Пришлите другую, пожалуйста.
error-picture-too-large = Картинка слишком большая для обработки. Уменьшите её и пришлите снова.
error-unsupported-picture = Такой формат картинок я не читаю. Пересохраните в JPEG, PNG, WEBP или HEIC и пришлите снова.
error-photo-service-down = Служба обработки фото не отвечает. Попробуйте ещё раз через несколько минут; администратору: проверьте BACKEND_API_URL и запущен ли backend_api.
error-photo-service-busy = Сейчас слишком много фото в очереди. Попробуйте ещё раз позже.
error-photo-key = Служба обработки фото не пускает меня. Администратору: BACKEND_API_KEY у бота и у backend_api должны совпадать; потом попробуйте ещё раз.
error-photo-engine-missing = Обработка фото сейчас не работает ни одним способом. Администратору: причины показывает /readyz службы фото; потом попробуйте ещё раз.
error-photo-not-enhanced = Это фото обработать не получилось. Попробуйте ещё раз или пришлите другое.
