use std::time::Duration;

use super::*;
use crate::net::connection_limit::table::{GRACE, LARGE_GROUP};

fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

async fn is_gone(permit: &Permit) -> bool {
    tokio::time::timeout(Duration::from_millis(1), permit.revoked()).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn the_longest_waiting_makes_room() {
    let limit = ConnectionLimit::new(2, 10);
    let (first, second) = (limit.acquire(address(1)).unwrap(), limit.acquire(address(2)).unwrap());
    let _third = limit.acquire(address(3)).unwrap();
    assert!(is_gone(&first).await && !is_gone(&second).await);
    assert!(!first.serve() && second.serve());
    assert_eq!(limit.in_use(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_served_are_safe() {
    let limit = ConnectionLimit::new(2, 10);
    let (first, second) = (limit.acquire(address(1)).unwrap(), limit.acquire(address(2)).unwrap());
    assert!(first.serve() && second.serve());
    assert_eq!(limit.acquire(address(3)).unwrap_err(), Refusal::Overloaded);
    drop(first);
    assert!(limit.acquire(address(3)).is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_address_makes_room_for_itself() {
    let limit = ConnectionLimit::new(10, 2);
    let other = limit.acquire(address(9)).unwrap();
    let (first, second) = (limit.acquire(address(1)).unwrap(), limit.acquire(address(1)).unwrap());
    assert!(first.serve());
    let third = limit.acquire(address(1)).unwrap();
    assert!(is_gone(&second).await && !is_gone(&other).await);
    assert!(third.serve());
    assert_eq!(limit.acquire(address(1)).unwrap_err(), Refusal::TooMany);
    assert!(limit.acquire(address(2)).is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_largest_group_makes_room_first() {
    let limit = ConnectionLimit::new(6, 5);
    let reader = limit.acquire(address(9)).unwrap();
    let flood = [1, 1, 1, 2, 2].map(|last| limit.acquire(address(last)).unwrap());
    let newcomers = [3, 4, 5].map(|last| limit.acquire(address(last)).unwrap());
    // Of three that wait, then of two; and of two that are the same, the older.
    assert!(is_gone(&flood[0]).await && is_gone(&flood[1]).await && is_gone(&flood[3]).await);
    assert!(!is_gone(&reader).await && !is_gone(&flood[2]).await && !is_gone(&flood[4]).await);
    assert!(newcomers.iter().all(Permit::serve) && reader.serve());
    assert_eq!(limit.in_use(), 6);
}

#[tokio::test(start_paused = true)]
async fn two_of_one_address_are_no_large_group_for_a_flood_from_many() {
    let limit = ConnectionLimit::new(20, 5);
    let flood: Vec<_> = (10..28).map(|last| limit.acquire(address(last)).unwrap()).collect();
    tokio::time::advance(GRACE).await;
    let reader = [1, 1].map(|last| limit.acquire(address(last)).unwrap());
    let more: Vec<_> = (30..48).map(|last| limit.acquire(address(last)).unwrap()).collect();
    assert!(reader.iter().all(Permit::serve) && more.iter().all(Permit::serve));
    assert!(!flood.iter().any(Permit::serve));
}

#[tokio::test(start_paused = true)]
async fn those_without_a_name_yet_are_no_large_group() {
    let limit = ConnectionLimit::new(100, 100);
    let unnamed: Vec<_> = (0..2 * LARGE_GROUP).map(|_| limit.acquire_unnamed().unwrap()).collect();
    let group: Vec<_> = (0..=LARGE_GROUP).map(|_| limit.acquire(address(1)).unwrap()).collect();
    limit.revoke_idle(100);
    assert!(unnamed.iter().all(Permit::serve) && !group[0].serve() && group[1].serve());
}

#[tokio::test(start_paused = true)]
async fn the_idle_are_large_groups_and_those_who_wait_for_long() {
    let limit = ConnectionLimit::new(100, 100);
    let group: Vec<_> = (0..LARGE_GROUP + 3).map(|_| limit.acquire(address(1)).unwrap()).collect();
    let alone = limit.acquire(address(2)).unwrap();
    limit.revoke_idle(2);
    assert_eq!(limit.in_use(), LARGE_GROUP + 2);
    limit.revoke_idle(100);
    assert_eq!(limit.in_use(), LARGE_GROUP + 1);
    assert!(!group[2].serve() && group[3].serve());
    tokio::time::advance(GRACE).await;
    let newcomer = limit.acquire(address(3)).unwrap();
    limit.revoke_idle(100);
    assert!(is_gone(&alone).await && !alone.serve());
    assert!(!is_gone(&newcomer).await && newcomer.serve());
    assert_eq!(limit.in_use(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_permit_without_an_address_counts_for_one_later() {
    let limit = ConnectionLimit::new(10, 1);
    let unnamed = [(); 5].map(|()| limit.acquire_unnamed().unwrap());
    assert_eq!(limit.in_use(), 5);
    assert_eq!(unnamed[0].count_for(address(1)), Ok(()));
    assert_eq!(unnamed[1].count_for(address(2)), Ok(()));
    assert!(!is_gone(&unnamed[0]).await);
    assert_eq!(unnamed[2].count_for(address(1)), Ok(()));
    assert!(is_gone(&unnamed[0]).await && !is_gone(&unnamed[1]).await);
    assert!(unnamed[2].serve());
    assert_eq!(unnamed[3].count_for(address(1)), Err(Refusal::TooMany));
    assert_eq!(limit.acquire(address(1)).unwrap_err(), Refusal::TooMany);
    drop(unnamed);
    assert_eq!(limit.in_use(), 0);
    assert!(lock(&limit.table).networks.is_empty());
}

#[tokio::test(start_paused = true)]
async fn permits_without_an_address_are_bounded_too() {
    let limit = ConnectionLimit::new(2, 10);
    let (first, second) = (limit.acquire_unnamed().unwrap(), limit.acquire_unnamed().unwrap());
    let third = limit.acquire(address(1)).unwrap();
    assert!(is_gone(&first).await);
    // Too late: the permit belongs to somebody else.
    assert_eq!(first.count_for(address(2)), Ok(()));
    assert!(!first.serve() && second.serve() && third.serve());
    assert_eq!(limit.acquire_unnamed().unwrap_err(), Refusal::Overloaded);
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
    let limit = ConnectionLimit::new(3, 2);
    for round in 0..100 {
        let permit = limit.acquire(address(round)).unwrap();
        if round % 2 == 0 {
            assert!(permit.serve());
        }
    }
    let table = lock(&limit.table);
    assert!(
        table.holders.is_empty()
            && table.waiting.is_empty()
            && table.networks.is_empty()
            && table.groups.is_empty()
    );
}
