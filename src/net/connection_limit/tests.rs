use std::time::Duration;

use crate::net::connection_limit::*;

fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

async fn is_gone(seat: &Seat) -> bool {
    tokio::time::timeout(Duration::from_millis(1), seat.taken_away()).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn the_longest_waiting_makes_room() {
    let seats = Seats::new(2, 10);
    let (first, second) = (seats.take(address(1)).unwrap(), seats.take(address(2)).unwrap());
    let _third = seats.take(address(3)).unwrap();
    assert!(is_gone(&first).await && !is_gone(&second).await);
    assert!(!first.serve() && second.serve());
    assert_eq!(seats.taken(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_served_are_safe() {
    let seats = Seats::new(2, 10);
    let (first, second) = (seats.take(address(1)).unwrap(), seats.take(address(2)).unwrap());
    assert!(first.serve() && second.serve());
    assert_eq!(seats.take(address(3)).unwrap_err(), Refusal::Overloaded);
    drop(first);
    assert!(seats.take(address(3)).is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_address_makes_room_for_itself() {
    let seats = Seats::new(10, 2);
    let other = seats.take(address(9)).unwrap();
    let (first, second) = (seats.take(address(1)).unwrap(), seats.take(address(1)).unwrap());
    assert!(first.serve());
    let third = seats.take(address(1)).unwrap();
    assert!(is_gone(&second).await && !is_gone(&other).await);
    assert!(third.serve());
    assert_eq!(seats.take(address(1)).unwrap_err(), Refusal::TooMany);
    assert!(seats.take(address(2)).is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_largest_crowd_makes_room_first() {
    let seats = Seats::new(6, 5);
    let reader = seats.take(address(9)).unwrap();
    let flood = [1, 1, 1, 2, 2].map(|last| seats.take(address(last)).unwrap());
    let newcomers = [3, 4, 5].map(|last| seats.take(address(last)).unwrap());
    // Of three that wait, then of two; and of two that are the same, the older.
    assert!(is_gone(&flood[0]).await && is_gone(&flood[1]).await && is_gone(&flood[3]).await);
    assert!(!is_gone(&reader).await && !is_gone(&flood[2]).await && !is_gone(&flood[4]).await);
    assert!(newcomers.iter().all(Seat::serve) && reader.serve());
    assert_eq!(seats.taken(), 6);
}

#[tokio::test(start_paused = true)]
async fn two_of_one_address_are_no_crowd_for_a_flood_from_many() {
    let seats = Seats::new(20, 5);
    let flood: Vec<_> = (10..28).map(|last| seats.take(address(last)).unwrap()).collect();
    tokio::time::advance(GRACE).await;
    let reader = [1, 1].map(|last| seats.take(address(last)).unwrap());
    let more: Vec<_> = (30..48).map(|last| seats.take(address(last)).unwrap()).collect();
    assert!(reader.iter().all(Seat::serve) && more.iter().all(Seat::serve));
    assert!(!flood.iter().any(Seat::serve));
}

#[tokio::test(start_paused = true)]
async fn those_without_a_name_yet_are_no_crowd() {
    let seats = Seats::new(100, 100);
    let unnamed: Vec<_> = (0..2 * COMPANY).map(|_| seats.take_unnamed().unwrap()).collect();
    let crowd: Vec<_> = (0..=COMPANY).map(|_| seats.take(address(1)).unwrap()).collect();
    seats.dismiss_idle(100);
    assert!(unnamed.iter().all(Seat::serve) && !crowd[0].serve() && crowd[1].serve());
}

#[tokio::test(start_paused = true)]
async fn the_idle_are_crowds_and_those_who_wait_for_long() {
    let seats = Seats::new(100, 100);
    let crowd: Vec<_> = (0..COMPANY + 3).map(|_| seats.take(address(1)).unwrap()).collect();
    let alone = seats.take(address(2)).unwrap();
    seats.dismiss_idle(2);
    assert_eq!(seats.taken(), COMPANY + 2);
    seats.dismiss_idle(100);
    assert_eq!(seats.taken(), COMPANY + 1);
    assert!(!crowd[2].serve() && crowd[3].serve());
    tokio::time::advance(GRACE).await;
    let newcomer = seats.take(address(3)).unwrap();
    seats.dismiss_idle(100);
    assert!(is_gone(&alone).await && !alone.serve());
    assert!(!is_gone(&newcomer).await && newcomer.serve());
    assert_eq!(seats.taken(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_seat_without_an_address_counts_for_one_later() {
    let seats = Seats::new(10, 1);
    let unnamed = [(); 5].map(|()| seats.take_unnamed().unwrap());
    assert_eq!(seats.taken(), 5);
    assert_eq!(unnamed[0].count_for(address(1)), Ok(()));
    assert_eq!(unnamed[1].count_for(address(2)), Ok(()));
    assert!(!is_gone(&unnamed[0]).await);
    assert_eq!(unnamed[2].count_for(address(1)), Ok(()));
    assert!(is_gone(&unnamed[0]).await && !is_gone(&unnamed[1]).await);
    assert!(unnamed[2].serve());
    assert_eq!(unnamed[3].count_for(address(1)), Err(Refusal::TooMany));
    assert_eq!(seats.take(address(1)).unwrap_err(), Refusal::TooMany);
    drop(unnamed);
    assert_eq!(seats.taken(), 0);
    assert!(lock(&seats.table).networks.is_empty());
}

#[tokio::test(start_paused = true)]
async fn seats_without_an_address_are_bounded_too() {
    let seats = Seats::new(2, 10);
    let (first, second) = (seats.take_unnamed().unwrap(), seats.take_unnamed().unwrap());
    let third = seats.take(address(1)).unwrap();
    assert!(is_gone(&first).await);
    // Too late: the seat belongs to somebody else.
    assert_eq!(first.count_for(address(2)), Ok(()));
    assert!(!first.serve() && second.serve() && third.serve());
    assert_eq!(seats.take_unnamed().unwrap_err(), Refusal::Overloaded);
}

#[test]
fn an_address_is_what_one_customer_has() {
    let same =
        |a: &str, b: &str| Network::of(a.parse().unwrap()) == Network::of(b.parse().unwrap());
    assert!(same("2001:db8::1", "2001:db8::ffff:2"));
    assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
    assert!(same("::ffff:192.0.2.1", "192.0.2.1"));
    assert!(!same("192.0.2.1", "192.0.2.2"));
}

#[test]
fn nothing_is_left_behind() {
    let seats = Seats::new(3, 2);
    for round in 0..100 {
        let seat = seats.take(address(round)).unwrap();
        if round % 2 == 0 {
            assert!(seat.serve());
        }
    }
    let table = lock(&seats.table);
    assert!(
        table.holders.is_empty()
            && table.waiting.is_empty()
            && table.networks.is_empty()
            && table.crowds.is_empty()
    );
}
