# Photos: the mode, progress, captions, errors.

mode-enhance_photo = ✨ Enhance photo
mode-enhance_photo-prompt = Send a photo, or a picture as a file, and get it back clearer and larger, with before and after side by side. A file keeps the full quality: Telegram does not compress it. An album is fine too.
option-enhance_photo-scale = 🔍 Photo scale
option-enhance_photo-scale-auto = auto
option-enhance_photo-scale-1 = ×1
option-enhance_photo-scale-2 = ×2
option-enhance_photo-scale-3 = ×3
option-enhance_photo-scale-4 = ×4
option-enhance_photo-faces = 🙂 Faces in photos
option-enhance_photo-faces-all = all faces
option-enhance_photo-faces-center = only the central one
option-enhance_photo-format = 🖼 Photo format
option-enhance_photo-format-auto = auto
option-enhance_photo-format-jpg = jpg
option-enhance_photo-format-png = png

progress-photo-sending = 📤 Handing the photo over…
progress-photo-queued = ⏳ The photo waits for its turn…
progress-photo-running = ✨ Enhancing the photo…
progress-photo-fetching = 📥 Fetching the result…
progress-photo-album = ✨ Enhancing photos: { $done } of { $count } done

photo-engine-gfpgan = GFPGAN
photo-engine-classical = classical enhancement, without the neural network GFPGAN
photo-engine-classical-instead = classical enhancement: the neural network GFPGAN was not available
photo-faces = { $count ->
    [0] no faces found
    [one] { $count } face found
   *[other] { $count } faces found
}
photo-faces-unknown = faces were not counted
photo-size = { $width } × { $height }, scale ×{ $scale }
photo-size-reduced = { $size } (×{ $asked } would be too large)
photo-done =
    ✨ { $engine }
    🙂 { $faces }
    🖼 { $size }
photo-album-done = { $count ->
    [one] ✨ { $count } photo · { $engine } · { $faces }
   *[other] ✨ { $count } photos · { $engine } · { $faces }
}
photo-failed = ⚠️ Photo { $number }: { $reason }
photo-lines =
    { $first }
    { $rest }
result-preview = Before and after
result-file-not-sent = Telegram did not take the result's file. Try again; a photo preferably with a smaller scale or as jpg.

error-not-a-picture = This is not a picture. Send a photo, or a file in JPEG, PNG, WEBP or HEIC.
error-damaged-picture = The picture is damaged or cut off. Check that it opens on your side and send it again.
error-odd-picture = The picture is too small or too narrow. Please send another one.
error-picture-too-large = The picture is too large to work on. Make it smaller and send it again.
error-unsupported-picture = I cannot read pictures in this format. Save it as JPEG, PNG, WEBP or HEIC and send it again.
error-photo-service-down = The photo service does not answer. Try again in a few minutes; for the administrator: check BACKEND_API_URL and that backend_api runs.
error-photo-service-busy = Too many photos are waiting right now. Try again later.
error-photo-key = The photo service does not let me in. For the administrator: BACKEND_API_KEY must be the same for the bot and backend_api; then try again.
error-photo-engine-missing = No way of enhancing photos works at the moment. For the administrator: /readyz of the photo service tells why; then try again.
error-photo-not-enhanced = This photo could not be enhanced. Try again or send another one.
