"""How many unfinished jobs a user may have; the database is asked as rarely as possible."""

from frontend_bot.services.jobs.user_bound import UserBound


class Jobs:
    """Counts, and notes how often it was asked."""

    def __init__(self) -> None:
        self.unfinished, self.asked, self.now = 0, 0, 0.0

    async def count(self, user_id: int) -> int:
        self.asked += 1
        return self.unfinished

    def clock(self) -> float:
        return self.now


async def test_nobody_is_counted_before_there_may_be_too_many() -> None:
    jobs = Jobs()
    bound = UserBound(3, jobs.count, jobs.clock)
    assert [await bound.lets_in(1) for _ in range(3)] == [True] * 3
    assert jobs.asked == 0
    assert await bound.lets_in(2), "another one's are another's"
    jobs.unfinished = 1
    assert [await bound.lets_in(1) for _ in range(3)] == [True, True, False]
    assert jobs.asked == 1, "a count holds for a moment"


async def test_there_is_room_again_when_some_are_done() -> None:
    jobs = Jobs()
    bound = UserBound(2, jobs.count, jobs.clock)
    jobs.unfinished = 2
    assert [await bound.lets_in(1) for _ in range(3)] == [True, True, False]
    jobs.now += 2
    assert not await bound.lets_in(1)
    jobs.now, jobs.unfinished = jobs.now + 2, 0
    assert await bound.lets_in(1)


async def test_without_a_bound_everybody_is_let_in() -> None:
    jobs = Jobs()
    bound = UserBound(0, jobs.count, jobs.clock)
    assert all([await bound.lets_in(1) for _ in range(1000)])
    assert not jobs.asked
