use super::*;

/// A keeper and a clock that it is told.
struct Told {
    keeper: Keeper,
    now: Instant,
}

impl Told {
    /// A server whose first worker, of number 1, serves.
    fn serving() -> Self {
        let now = Instant::now();
        let (keeper, actions) = Keeper::start(now);
        let mut told = Self { keeper, now };
        assert_eq!(actions, [Action::Start(Cause::First)]);
        told.check(Event::Begun(1), &[]);
        told.check(Event::Ready(1), &[Action::Serve(1), Action::Succeeded]);
        told
    }

    fn check(&mut self, event: Event, expected: &[Action]) {
        assert_eq!(self.keeper.take(event.clone(), self.now), expected, "{event:?}");
    }

    fn later(&mut self, time: Duration, expected: &[Action]) {
        self.now += time;
        self.check(Event::Passed, expected);
    }

    /// Another worker is ready, and waits for the one that serves.
    fn replace(&mut self, serving: Id, next: Id) {
        self.check(Event::Asked, &[Action::Start(Cause::Change)]);
        self.check(Event::Begun(next), &[]);
        assert_eq!(self.keeper.serving(), Some(serving));
    }
}

fn died() -> String {
    "was killed by signal 9".to_owned()
}

#[test]
fn a_worker_takes_the_place_of_another_once_that_has_let_go() {
    let mut told = Told::serving();
    told.replace(1, 2);
    assert!(told.keeper.is_busy() && told.keeper.knows(1) && told.keeper.knows(2));
    told.check(Event::Ready(2), &[Action::HandOver(1, FINISHING)]);
    told.check(Event::Yielded(2), &[]);
    told.check(Event::Yielded(1), &[Action::Serve(2), Action::Succeeded]);
    assert_eq!(told.keeper.serving(), Some(2));
    assert!(!told.keeper.is_busy());
    told.later(FINISHING + GRACE, &[Action::Kill(1)]);
    told.check(Event::Ended(1, WELL.to_owned()), &[]);
    assert!(!told.keeper.knows(1));
}

#[test]
fn a_worker_that_does_not_let_go_is_not_waited_for() {
    let mut told = Told::serving();
    told.replace(1, 2);
    told.check(Event::Ready(2), &[Action::HandOver(1, FINISHING)]);
    assert_eq!(told.keeper.due(), Some(told.now + YIELDING));
    told.later(YIELDING - Duration::from_millis(1), &[]);
    told.later(Duration::from_millis(1), &[Action::Serve(2), Action::Succeeded]);
    told.check(Event::Yielded(1), &[]);
}

#[test]
fn one_that_dies_while_it_lets_go_has_let_go() {
    let mut told = Told::serving();
    told.replace(1, 2);
    told.check(Event::Ready(2), &[Action::HandOver(1, FINISHING)]);
    let tell = Action::Tell(format!("a worker that was at its end {}", died()));
    told.check(Event::Ended(1, died()), &[tell, Action::Serve(2), Action::Succeeded]);
}

#[test]
fn one_that_says_what_none_would_say_is_killed() {
    let mut told = Told::serving();
    let tell = Action::Tell("the worker fails: nonsense".to_owned());
    told.check(Event::Failed(1, "nonsense".to_owned()), &[tell, Action::Kill(1)]);
    told.check(Event::Ended(1, died()), &[Action::Died(died()), Action::Start(Cause::Death)]);
}

#[test]
fn what_can_not_serve_changes_nothing() {
    let mut told = Told::serving();
    let why = || "no such folder".to_owned();
    told.replace(1, 2);
    told.check(Event::Failed(2, why()), &[Action::Kill(2), Action::Refused(why())]);
    told.check(Event::Ended(2, "ended".to_owned()), &[]);
    told.check(Event::Asked, &[Action::Start(Cause::Change)]);
    told.check(Event::NotBegun(why()), &[Action::Refused(why())]);
    told.replace(1, 3);
    let refused = "the new worker was killed by signal 9 before it was ready".to_owned();
    told.check(Event::Ended(3, died()), &[Action::Refused(refused)]);
    told.replace(1, 4);
    told.later(READING - Duration::from_secs(1), &[]);
    let late = "the new worker was not ready after 10 minutes".to_owned();
    told.later(Duration::from_secs(1), &[Action::Kill(4), Action::Refused(late)]);
    assert_eq!((told.keeper.serving(), told.keeper.due()), (Some(1), None));
}

#[test]
fn who_asks_during_a_start_is_heard_after_it_once() {
    let mut told = Told::serving();
    told.replace(1, 2);
    told.check(Event::Asked, &[]);
    told.check(Event::Asked, &[]);
    told.check(Event::Ready(2), &[Action::HandOver(1, FINISHING)]);
    let again = Action::Start(Cause::Change);
    told.check(Event::Yielded(1), &[Action::Serve(2), Action::Succeeded, again.clone()]);
    told.check(Event::Begun(3), &[]);
    told.check(Event::Asked, &[]);
    let why = || "bad".to_owned();
    told.check(Event::Failed(3, why()), &[Action::Kill(3), Action::Refused(why()), again]);
    told.check(Event::Begun(4), &[]);
    let hand_over = [Action::HandOver(1, HURRYING), Action::HandOver(2, FINISHING)];
    told.check(Event::Ready(4), &hand_over);
}

#[test]
fn one_that_takes_long_gives_way_to_who_asks() {
    let mut told = Told::serving();
    told.replace(1, 2);
    told.later(LONG - Duration::from_millis(1), &[]);
    told.check(Event::Asked, &[]);
    told.later(Duration::from_millis(1), &[]);
    told.check(Event::Asked, &[Action::Kill(2), Action::Start(Cause::Change)]);
    told.check(Event::Begun(3), &[]);
    told.check(Event::Ended(2, died()), &[]);
    told.check(Event::Ready(2), &[]);
    told.check(Event::Ready(3), &[Action::HandOver(1, FINISHING)]);
    told.check(Event::Yielded(1), &[Action::Serve(3), Action::Succeeded]);
}

#[test]
fn of_the_replaced_one_may_take_its_time_and_no_more_than_two_are_kept() {
    let mut told = Told::serving();
    let mut replaced = Vec::new();
    for next in 2..6 {
        let serving = next - 1;
        told.replace(serving, next);
        let mut expected = Vec::new();
        if next > 3 {
            expected.push(Action::Kill(next - 3));
        }
        if next > 2 {
            expected.push(Action::HandOver(next - 2, HURRYING));
        }
        expected.push(Action::HandOver(serving, FINISHING));
        told.check(Event::Ready(next), &expected);
        told.check(Event::Yielded(serving), &[Action::Serve(next), Action::Succeeded]);
        replaced.push(serving);
    }
    told.later(HURRYING + GRACE, &[Action::Kill(3)]);
    assert_eq!(told.keeper.due(), Some(told.now + FINISHING - HURRYING));
}

#[test]
fn who_dies_is_started_again_with_growing_pauses() {
    let mut told = Told::serving();
    let mut id = 1;
    for pause in [0, 100, 200, 400, 800] {
        let pause = Duration::from_millis(pause);
        if pause.is_zero() {
            let restart = Action::Start(Cause::Death);
            told.check(Event::Ended(id, died()), &[Action::Died(died()), restart]);
        } else {
            told.check(Event::Ended(id, died()), &[Action::Died(died())]);
            assert!(told.keeper.is_busy());
            told.later(pause - Duration::from_millis(1), &[]);
            told.later(Duration::from_millis(1), &[Action::Start(Cause::Death)]);
        }
        id += 1;
        told.check(Event::Begun(id), &[]);
        told.check(Event::Ready(id), &[Action::Serve(id), Action::Succeeded]);
    }
    told.later(REMEMBERED, &[]);
    let restart = Action::Start(Cause::Death);
    told.check(Event::Ended(id, died()), &[Action::Died(died()), restart]);
    // One that can't begin at all is tried less and less often.
    let mut pauses = Vec::new();
    for _ in 0..12 {
        told.check(Event::NotBegun("no".to_owned()), &[Action::Refused("no".to_owned())]);
        let due = told.keeper.due().unwrap();
        pauses.push(due - told.now);
        told.later(due - told.now, &[Action::Start(Cause::Death)]);
    }
    assert_eq!((pauses[0], pauses[1]), (FIRST_PAUSE, FIRST_PAUSE * 2));
    assert_eq!(pauses[11], LONGEST_PAUSE);
}

#[test]
fn who_asks_while_nobody_serves_does_not_wait_for_the_pause() {
    let mut told = Told::serving();
    told.check(Event::Ended(1, died()), &[Action::Died(died()), Action::Start(Cause::Death)]);
    told.check(Event::NotBegun("no".to_owned()), &[Action::Refused("no".to_owned())]);
    told.check(Event::Asked, &[Action::Start(Cause::Change)]);
    told.check(Event::Begun(2), &[]);
    told.check(Event::Ready(2), &[Action::Serve(2), Action::Succeeded]);
    assert_eq!(told.keeper.due(), None);
}

#[test]
fn the_first_that_can_not_serve_is_the_end() {
    for event in [Event::NotBegun("no".to_owned()), Event::Failed(1, "no".to_owned())] {
        let now = Instant::now();
        let (mut keeper, _) = Keeper::start(now);
        if event != Event::NotBegun("no".to_owned()) {
            assert_eq!(keeper.take(Event::Begun(1), now), []);
        }
        let actions = keeper.take(event, now);
        assert_eq!(actions.last(), Some(&Action::Exit(Some("no".to_owned()))));
    }
}

#[test]
fn at_a_stop_all_are_told_and_waited_for() {
    let mut told = Told::serving();
    told.replace(1, 2);
    told.check(Event::Ready(2), &[Action::HandOver(1, FINISHING)]);
    told.check(Event::Yielded(1), &[Action::Serve(2), Action::Succeeded]);
    told.replace(2, 3);
    let time = Duration::from_secs(10);
    told.check(Event::Stop(time), &[Action::Kill(3), Action::Stop(2), Action::Stop(1)]);
    told.check(Event::Stop(time), &[]);
    told.check(Event::Ready(3), &[]);
    told.check(Event::Asked, &[]);
    told.check(Event::Ended(3, died()), &[]);
    told.check(Event::Ended(2, died()), &[]);
    told.check(Event::Ended(1, died()), &[Action::Exit(None)]);
}

#[test]
fn who_does_not_end_at_a_stop_is_killed() {
    let mut told = Told::serving();
    let time = Duration::from_secs(10);
    told.check(Event::Stop(time), &[Action::Stop(1)]);
    told.later(time, &[]);
    told.later(GRACE, &[Action::Kill(1)]);
    told.check(Event::Ended(1, died()), &[Action::Exit(None)]);
}

#[test]
fn a_worker_of_the_program_before_serves_until_one_of_this_is_ready() {
    let now = Instant::now();
    let (keeper, actions) = Keeper::adopt(Some(7), &[5], now);
    let mut told = Told { keeper, now };
    assert_eq!(actions, [Action::Start(Cause::Change)]);
    told.check(Event::NotBegun("no".to_owned()), &[Action::Refused("no".to_owned())]);
    assert_eq!(told.keeper.serving(), Some(7));
    assert!(told.keeper.knows(5));
    assert_eq!(Keeper::adopt(None, &[], now).1, [Action::Start(Cause::First)]);
}
