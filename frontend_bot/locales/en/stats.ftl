# For the operator: a month in figures.

stats-month =
    📊 30 days, { $days } (today in brackets)

    👥 People: { $people_month } ({ $people_today }), { $people } ever
    🎧 Recordings: { $minutes } min ({ $minutes_today })
    🖼 Photos: { $photos } ({ $photos_today })
    🧮 Tokens: { $tokens } ({ $tokens_today })
    💵 Cost: ≈ ${ $cost } ({ $cost_today }), an estimate by the prices in the settings
    ⚠️ Failures: { $failed } ({ $failed_today })
    ⏱ Refused by a limit: { $refused } ({ $refused_today })

    Finished jobs:
stats-mode = { $name } — { $count }
stats =
    Working now: { $running }
    Waiting: { $waiting }
    Unfinished in all processes: { $unfinished }
    Transcription: { $engine }
stats-engine-none = not configured

chart-title = 30 days: { $days }
chart-minutes = Minutes of recordings
chart-jobs = Jobs
chart-done = done
chart-failed = failed
chart-refused = limit
chart-people = People
chart-cost = Cost, estimated
