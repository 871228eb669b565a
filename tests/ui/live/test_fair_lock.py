"""`FairLock` is first come, first served, and a wait ends at its timeout."""

import threading

from rnnlab.ui.live.fair_lock import FairLock


def test_threads_get_the_lock_one_at_a_time_in_order_of_arrival():
    lock, order, inside = FairLock(), [], []

    def visit(number):
        with lock.turn(10) as acquired:
            assert acquired
            inside.append(number)
            assert len(inside) == 1
            order.append(number)
            inside.pop()

    with lock.turn(0):
        threads = []
        for number in range(5):
            threads.append(threading.Thread(target=visit, args=(number,)))
            threads[-1].start()
            while lock.waiting < number + 2:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(5))
    assert lock.waiting == 0


def test_nobody_waits_for_longer_than_they_said():
    lock = FairLock()
    with lock.turn(0) as first, lock.turn(0.01) as second:
        assert (first, second) == (True, False)
    with lock.turn(0) as third:
        assert third


def test_a_wait_ends_as_soon_as_it_is_given_up():
    lock, asked = FairLock(), []
    with lock.turn(0), lock.turn(60, lambda: asked.append(1) or len(asked) == 2) as acquired:
        assert not acquired
    assert len(asked) == 2
    assert lock.waiting == 0
