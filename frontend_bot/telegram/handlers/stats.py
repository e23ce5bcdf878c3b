"""/stats: the operator's month in words and as a picture."""

import asyncio

from frontend_bot.core.chart import Bars, Chart, Panel, Tone
from frontend_bot.core.phrase import Phrase, SayHere, phrase
from frontend_bot.services.usage.quota import AUDIO, MINUTE, TOKENS
from frontend_bot.services.usage.report import DayFigures, Report
from frontend_bot.services.usage.totals import COST, PHOTOS
from frontend_bot.telegram.handlers.context import Actor, Services
from frontend_bot.telegram.handlers.replies import reply, reply_picture


async def show_stats(services: Services, actor: Actor) -> None:
    """Words first: they come even where the picture does not."""

    def say(what: Phrase) -> str:
        return services.renderer.say(what, actor.language)

    report = await services.report()
    running, waiting = services.load()
    engine = services.engine or phrase("stats-engine-none")
    unfinished = await services.jobs.count_unfinished()
    lines = [_words(report, services, say)]
    lines.append(say(phrase("stats", running=running, waiting=waiting, unfinished=unfinished, engine=engine)))
    await reply(services, actor, "\n\n".join(lines))
    png = await asyncio.to_thread(services.draw_chart, _chart(report, say))
    await reply_picture(services, actor, png)


def _words(report: Report, services: Services, say: SayHere) -> str:
    month, today = report.whole, report.today
    modes = [
        say(phrase("stats-mode", name=phrase(f"mode-{mode}"), count=month.sums[f"done {mode}"]))
        for mode in services.modes.jobs
        if month.sums.get(f"done {mode}")
    ]
    words = say(
        phrase(
            "stats-month",
            days=_days(report),
            people=report.people_ever,
            people_month=report.people,
            people_today=today.people,
            minutes=_minutes(month),
            minutes_today=_minutes(today),
            photos=month.sums.get(PHOTOS, 0),
            photos_today=today.sums.get(PHOTOS, 0),
            tokens=month.sums.get(TOKENS, 0),
            tokens_today=today.sums.get(TOKENS, 0),
            cost=_money(month),
            cost_today=_money(today),
            failed=month.ended("failed"),
            failed_today=today.ended("failed"),
            refused=month.ended("refused"),
            refused_today=today.ended("refused"),
        )
    )
    return "\n".join([words, *(modes or ["—"])])


def _chart(report: Report, say: SayHere) -> Chart:
    month = report.whole
    ended = ("done", Tone.GOOD), ("failed", Tone.BAD), ("refused", Tone.HELD_BACK)
    jobs = [
        Bars(tone, tuple(float(day.ended(how)) for day in report.days), say(Phrase(f"chart-{how}")))
        for how, tone in ended
    ]
    most = max(sum(values) for values in zip(*(bars.values for bars in jobs), strict=True))
    minutes = tuple(day.sums.get(AUDIO, 0) / MINUTE for day in report.days)
    money = tuple(day.sums.get(COST, 0) / 1_000_000 for day in report.days)
    people = tuple(float(day.people) for day in report.days)
    panels = (
        _panel("chart-minutes", say, (Bars(Tone.SOUND, minutes),), _minutes(month), f"{max(minutes):.0f}"),
        _panel("chart-jobs", say, tuple(jobs), sum(map(month.ended, ("done", "failed", "refused"))), f"{most:.0f}"),
        _panel("chart-people", say, (Bars(Tone.PEOPLE, people),), report.people, f"{max(people):.0f}"),
        _panel("chart-cost", say, (Bars(Tone.MONEY, money),), f"≈ ${_money(month)}", f"${max(money):.2f}"),
    )
    title = say(phrase("chart-title", days=_days(report)))
    return Chart(title, tuple(f"{day.day:%d.%m}" for day in report.days), panels)


def _panel(title: str, say: SayHere, bars: tuple[Bars, ...], total: int | str, highest: str) -> Panel:
    told = total if isinstance(total, str) else f"{total:,}".replace(",", "\N{NO-BREAK SPACE}")
    return Panel(say(Phrase(title)), told, highest, bars)


def _days(report: Report) -> str:
    return f"{report.days[0].day:%d.%m} – {report.today.day:%d.%m}"


def _minutes(figures: DayFigures) -> int:
    return round(figures.sums.get(AUDIO, 0) / MINUTE)


def _money(figures: DayFigures) -> str:
    return f"{figures.sums.get(COST, 0) / 1_000_000:.2f}"
