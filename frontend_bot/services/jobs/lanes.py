"""Who may run now: two lanes, a limit for each user, and turns taken between users.

A limit for each user is not enough to be fair: with more busy users than slots, first-come-first-served would serve the
oldest backlog for ever. So the users who wait take turns, and each turn starts that user's oldest job.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic, time

from frontend_bot.core.job import Job, Lane

_START_INTERVAL = 1 / 30
"""Seconds between two starts in the long run. Telegram takes 30 messages a second, so starting more jobs than that
answers nobody sooner; it would only fill the event loop and make everybody who presses a button wait."""
_START_BURST = 4
_SMOOTHING = 0.2
"""Weight of the newest job in the moving average of durations."""


@dataclass(eq=False)
class _Ticket:
    job: Job
    turn: asyncio.Future[None]


@dataclass
class _Line:
    """Those who wait in one lane: users in turn order, each with their tickets, oldest first."""

    slots: int
    running: int = 0
    seconds_each: float = 5.0
    users: OrderedDict[int, deque[_Ticket]] = field(default_factory=OrderedDict)

    def waiting(self) -> int:
        return sum(len(tickets) for tickets in self.users.values())


class Lanes:
    """The slots of one worker process.

    ``slots`` is the number of jobs at once; at most half of them, and at least one, do long work. ``per_user`` is the
    number of jobs at once of one user, of which long ones leave a place for a short note (if there is more than one).
    """

    def __init__(self, slots: int, per_user: int) -> None:
        self._slots = slots
        self._per_user = per_user
        self._lines = {Lane.SHORT: _Line(slots), Lane.LONG: _Line(max(1, slots // 2))}
        self._of_user: Counter[int] = Counter()
        self._long_of_user: Counter[int] = Counter()
        self.holders: dict[str, float] = {}
        """The jobs that hold a slot, by id, with the Unix time at which each got it."""
        self._next_start = 0.0
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def running(self) -> int:
        """Jobs that hold a slot."""
        return sum(line.running for line in self._lines.values())

    @property
    def waiting(self) -> int:
        """Jobs that wait for one in this process."""
        return sum(line.waiting() for line in self._lines.values())

    def waiting_of(self, user_id: int) -> int:
        """Jobs of one user that wait in this process."""
        return sum(len(line.users.get(user_id, ())) for line in self._lines.values())

    def place(self, job: Job) -> int | None:
        """Place in line, 1 is next; None when the job does not wait here. Counts turns as they will be taken."""
        users = self._lines[job.lane].users
        mine = users.get(job.user_id)
        index = next((i for i, ticket in enumerate(mine or ()) if ticket.job.id == job.id), None)
        if index is None:
            return None
        before_me = True
        place = 0
        for user, tickets in users.items():
            if user == job.user_id:
                before_me, place = False, place + index + 1
            else:
                place += min(len(tickets), index + 1 if before_me else index)
        return place

    def expected_wait(self, job: Job) -> float | None:
        """Seconds until this job starts, from the place in line and how long jobs of this lane have taken lately."""
        place = self.place(job)
        line = self._lines[job.lane]
        return None if place is None else place * line.seconds_each / line.slots

    def usual_seconds(self, job: Job) -> float:
        """How long jobs of this lane have taken lately, a moving average."""
        return self._lines[job.lane].seconds_each

    @asynccontextmanager
    async def slot(self, job: Job) -> AsyncIterator[None]:
        """Wait for this job's turn, then hold a slot."""
        await self._turn(job)
        began = monotonic()
        self.holders[job.id] = time()
        try:
            yield
        finally:
            self.holders.pop(job.id, None)
            line = self._lines[job.lane]
            line.seconds_each += _SMOOTHING * (monotonic() - began - line.seconds_each)
            self._release(job)

    async def _turn(self, job: Job) -> None:
        line = self._lines[job.lane]
        ticket = _Ticket(job, asyncio.get_running_loop().create_future())
        line.users.setdefault(job.user_id, deque()).append(ticket)
        self._fill()
        try:
            await ticket.turn
        except asyncio.CancelledError:
            if ticket.turn.done() and not ticket.turn.cancelled():
                self._release(job)
            else:
                self._leave(line, ticket)
            raise

    def _leave(self, line: _Line, ticket: _Ticket) -> None:
        tickets = line.users.get(ticket.job.user_id, deque())
        if ticket not in tickets:
            return  # called up meanwhile, when nobody was there any more
        tickets.remove(ticket)
        if not tickets:
            del line.users[ticket.job.user_id]

    def _release(self, job: Job) -> None:
        self._count(job, -1)
        self._fill()

    def _count(self, job: Job, change: int) -> None:
        self._lines[job.lane].running += change
        self._of_user[job.user_id] += change
        if job.lane is Lane.LONG:
            self._long_of_user[job.user_id] += change
        for counter in (self._of_user, self._long_of_user):
            if not counter[job.user_id]:
                del counter[job.user_id]

    def _fill(self) -> None:
        for lane, line in self._lines.items():
            while (next_user := self._whose_turn(lane, line)) is not None:
                if not self._may_start_now():
                    return
                self._start_next(line, next_user)

    def _may_start_now(self) -> bool:
        """The pace of starts, as a leaky bucket; when it is too early, an alarm fills the slots later."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        early = max(self._next_start, now) - now - (_START_BURST - 1) * _START_INTERVAL
        if early <= 0:
            self._next_start = max(self._next_start, now) + _START_INTERVAL
            return True
        if self._alarm is None:
            self._alarm = loop.call_later(early, self._ring)
        return False

    def _ring(self) -> None:
        self._alarm = None
        self._fill()

    def _whose_turn(self, lane: Lane, line: _Line) -> int | None:
        if self.running >= self._slots or line.running >= line.slots:
            return None
        return next((user for user in line.users if self._may_run(user, lane)), None)

    def _may_run(self, user: int, lane: Lane) -> bool:
        if self._of_user[user] >= self._per_user:
            return False
        return lane is Lane.SHORT or self._long_of_user[user] < max(1, self._per_user - 1)

    def _start_next(self, line: _Line, user: int) -> None:
        tickets = line.users.pop(user)
        ticket = tickets.popleft()
        if tickets:
            line.users[user] = tickets  # at the end: the others' turn comes first
        if ticket.turn.cancelled():
            return  # its job was cancelled a moment ago and is about to leave the line
        self._count(ticket.job, +1)
        ticket.turn.set_result(None)
