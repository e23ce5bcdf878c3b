# The limits of a day.

error-minutes-spent = { $whose ->
    [all] Today { $left } of { $limit } minutes of transcription are left for everybody together, and this needs { $needed }. The count begins anew at 00:00 ({ $zone }), in { $hours } h: press 🔁 then.
   *[mine] Today you have { $left } of { $limit } minutes of transcription left, and this needs { $needed }. The count begins anew at 00:00 ({ $zone }), in { $hours } h: press 🔁 then.
}
error-tokens-spent = { $whose ->
    [all] Today { $left } of { $limit } tokens of the language model are left for everybody together, and this needs about { $needed }. The count begins anew at 00:00 ({ $zone }), in { $hours } h: press 🔁 then.
   *[mine] Today you have { $left } of { $limit } tokens of the language model left, and this needs about { $needed }. The count begins anew at 00:00 ({ $zone }), in { $hours } h: press 🔁 then.
}

quota-minutes = { $whose ->
    [all] ⏱ Today { $left } of { $limit } minutes of transcription are left for everybody together. Anew at 00:00 ({ $zone }), in { $hours } h.
   *[mine] ⏱ Today { $left } of { $limit } minutes of transcription are left. Anew at 00:00 ({ $zone }), in { $hours } h.
}
quota-tokens = { $whose ->
    [all] 🧮 Today { $left } of { $limit } tokens of the language model are left for everybody together. Anew at 00:00 ({ $zone }), in { $hours } h.
   *[mine] 🧮 Today { $left } of { $limit } tokens of the language model are left. Anew at 00:00 ({ $zone }), in { $hours } h.
}
