use std::time::Duration;

use super::*;
use crate::net::connection_limit::table::{GRACE, LARGE_GROUP};

/// The permits of a server with one listener.
fn gopher(connections: usize, per_address: usize) -> (ConnectionLimit, Share) {
    let limit = ConnectionLimit::new(connections, per_address);
    let share = limit.share(Protocol::Gopher);
    (limit, share)
}

fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

async fn is_gone(permit: &Permit) -> bool {
    tokio::time::timeout(Duration::from_millis(1), permit.revoked.cancelled()).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn the_longest_waiting_makes_room() {
    let (limit, share) = gopher(2, 10);
    let (first, second) = (share.acquire(address(1)).unwrap(), share.acquire(address(2)).unwrap());
    let _third = share.acquire(address(3)).unwrap();
    assert!(is_gone(&first).await && !is_gone(&second).await);
    assert!(!first.serve() && second.serve());
    assert_eq!(limit.in_use(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_served_are_safe() {
    let (_limit, share) = gopher(2, 10);
    let (first, second) = (share.acquire(address(1)).unwrap(), share.acquire(address(2)).unwrap());
    assert!(first.serve() && second.serve());
    assert_eq!(share.acquire(address(3)).unwrap_err(), Refusal::Overloaded);
    drop(first);
    assert!(share.acquire(address(3)).is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_address_makes_room_for_itself() {
    let (_limit, share) = gopher(10, 2);
    let other = share.acquire(address(9)).unwrap();
    let (first, second) = (share.acquire(address(1)).unwrap(), share.acquire(address(1)).unwrap());
    assert!(first.serve());
    let third = share.acquire(address(1)).unwrap();
    assert!(is_gone(&second).await && !is_gone(&other).await);
    assert!(third.serve());
    assert_eq!(share.acquire(address(1)).unwrap_err(), Refusal::TooMany);
    assert!(share.acquire(address(2)).is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_largest_group_makes_room_first() {
    let (limit, share) = gopher(6, 5);
    let reader = share.acquire(address(9)).unwrap();
    let flood = [1, 1, 1, 2, 2].map(|last| share.acquire(address(last)).unwrap());
    let newcomers = [3, 4, 5].map(|last| share.acquire(address(last)).unwrap());
    // Of three that wait, then of two; and of two that are the same, the older.
    assert!(is_gone(&flood[0]).await && is_gone(&flood[1]).await && is_gone(&flood[3]).await);
    assert!(!is_gone(&reader).await && !is_gone(&flood[2]).await && !is_gone(&flood[4]).await);
    assert!(newcomers.iter().all(Permit::serve) && reader.serve());
    assert_eq!(limit.in_use(), 6);
}

#[tokio::test(start_paused = true)]
async fn two_of_one_address_are_no_large_group_for_a_flood_from_many() {
    let (_limit, share) = gopher(20, 5);
    let flood: Vec<_> = (10..28).map(|last| share.acquire(address(last)).unwrap()).collect();
    tokio::time::advance(GRACE).await;
    let reader = [1, 1].map(|last| share.acquire(address(last)).unwrap());
    let more: Vec<_> = (30..48).map(|last| share.acquire(address(last)).unwrap()).collect();
    assert!(reader.iter().all(Permit::serve) && more.iter().all(Permit::serve));
    assert!(!flood.iter().any(Permit::serve));
}

#[tokio::test(start_paused = true)]
async fn those_without_a_name_yet_are_no_large_group() {
    let (limit, share) = gopher(100, 100);
    let unnamed: Vec<_> = (0..2 * LARGE_GROUP).map(|_| share.acquire_unnamed().unwrap()).collect();
    let group: Vec<_> = (0..=LARGE_GROUP).map(|_| share.acquire(address(1)).unwrap()).collect();
    limit.revoke_idle(100);
    assert!(unnamed.iter().all(Permit::serve) && !group[0].serve() && group[1].serve());
}

#[tokio::test(start_paused = true)]
async fn the_idle_are_large_groups_and_those_who_wait_for_long() {
    let (limit, share) = gopher(100, 100);
    let group: Vec<_> = (0..LARGE_GROUP + 3).map(|_| share.acquire(address(1)).unwrap()).collect();
    let alone = share.acquire(address(2)).unwrap();
    limit.revoke_idle(2);
    assert_eq!(limit.in_use(), LARGE_GROUP + 2);
    limit.revoke_idle(100);
    assert_eq!(limit.in_use(), LARGE_GROUP + 1);
    assert!(!group[2].serve() && group[3].serve());
    tokio::time::advance(GRACE).await;
    let newcomer = share.acquire(address(3)).unwrap();
    limit.revoke_idle(100);
    assert!(is_gone(&alone).await && !alone.serve());
    assert!(!is_gone(&newcomer).await && newcomer.serve());
    assert_eq!(limit.in_use(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_permit_without_an_address_counts_for_one_later() {
    let (limit, share) = gopher(10, 1);
    let unnamed = [(); 5].map(|()| share.acquire_unnamed().unwrap());
    assert_eq!(limit.in_use(), 5);
    assert_eq!(unnamed[0].count_for(address(1)), Ok(()));
    assert_eq!(unnamed[1].count_for(address(2)), Ok(()));
    assert!(!is_gone(&unnamed[0]).await);
    assert_eq!(unnamed[2].count_for(address(1)), Ok(()));
    assert!(is_gone(&unnamed[0]).await && !is_gone(&unnamed[1]).await);
    assert!(unnamed[2].serve());
    assert_eq!(unnamed[3].count_for(address(1)), Err(Refusal::TooMany));
    assert_eq!(share.acquire(address(1)).unwrap_err(), Refusal::TooMany);
    drop(unnamed);
    assert_eq!(limit.in_use(), 0);
    assert!(lock(&limit.table).is_empty());
}

#[tokio::test(start_paused = true)]
async fn permits_without_an_address_are_bounded_too() {
    let (_limit, share) = gopher(2, 10);
    let (first, second) = (share.acquire_unnamed().unwrap(), share.acquire_unnamed().unwrap());
    let third = share.acquire(address(1)).unwrap();
    assert!(is_gone(&first).await);
    // Too late: the permit belongs to somebody else.
    assert_eq!(first.count_for(address(2)), Ok(()));
    assert!(!first.serve() && second.serve() && third.serve());
    assert_eq!(share.acquire_unnamed().unwrap_err(), Refusal::Overloaded);
}

#[test]
fn nothing_is_left_behind() {
    let (limit, share) = gopher(3, 2);
    for round in 0..100 {
        let permit = share.acquire(address(round)).unwrap();
        if round % 2 == 0 {
            assert!(permit.serve());
        }
    }
    assert!(lock(&limit.table).is_empty());
}

/// As many permits of an address, all served.
fn served(share: &Share, last: u8, count: usize) -> Vec<Permit> {
    let permits: Vec<_> = (0..count).map(|_| share.acquire(address(last)).unwrap()).collect();
    assert!(permits.iter().all(Permit::serve));
    permits
}

fn held(permits: &[Permit]) -> usize {
    permits.iter().filter(|permit| !permit.revoked.is_cancelled()).count()
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_gives_way_first_from_the_address_with_the_most() {
    let (_limit, share) = gopher(30, 64);
    let (many, few, lone) = (served(&share, 1, 18), served(&share, 2, 11), served(&share, 3, 1));
    for permit in many.iter().chain(&few).chain(&lone) {
        permit.reading().stalls(Instant::now() - Duration::from_secs(5));
    }
    let newcomers: Vec<_> = (10..20).flat_map(|last| served(&share, last, 1)).collect();
    assert_eq!((held(&many), held(&few), held(&lone)), (9, 10, 1));
    let more: Vec<_> = (20..25).flat_map(|last| served(&share, last, 1)).collect();
    // When no group is large any more, in the order in which they came.
    assert_eq!((held(&many), held(&few), held(&lone)), (6, 8, 1));
    assert_eq!(held(&newcomers) + held(&more), 15);
}

#[tokio::test(start_paused = true)]
async fn who_goes_on_reading_is_served_again() {
    let (_limit, share) = gopher(2, 64);
    let (one, other) = (served(&share, 1, 1), served(&share, 2, 1));
    one[0].reading().stalls(Instant::now() - Duration::from_secs(5));
    one[0].reading().goes_on();
    assert_eq!(share.acquire(address(3)).unwrap_err(), Refusal::Overloaded);
    other[0].reading().stalls(Instant::now() - Duration::from_secs(5));
    assert!(share.acquire(address(3)).is_ok());
    assert_eq!((held(&one), held(&other)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn who_has_not_asked_yet_is_idle_whatever_it_reads() {
    let (_limit, share) = gopher(1, 64);
    let waiting = share.acquire(address(1)).unwrap();
    waiting.reading().stalls(Instant::now());
    waiting.reading().goes_on();
    assert!(share.acquire(address(2)).is_ok());
    assert!(!waiting.serve());
}

#[tokio::test(start_paused = true)]
async fn who_has_its_answer_gives_way_at_once() {
    let (_limit, share) = gopher(2, 64);
    let (one, other) = (served(&share, 1, 1), served(&share, 2, 1));
    one[0].rest();
    assert!(share.acquire(address(3)).is_ok());
    assert_eq!((held(&one), held(&other)), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn who_has_its_answer_does_not_give_way_to_its_own_address_at_once() {
    let (_limit, share) = gopher(9, 2);
    let own = served(&share, 1, 2);
    own[0].rest();
    assert_eq!(share.acquire(address(1)).unwrap_err(), Refusal::TooMany);
    tokio::time::advance(GRACE).await;
    assert!(share.acquire(address(1)).is_ok());
    assert_eq!(held(&own), 1);
}

/// However fast it reads: else sixteen addresses that take a kilobyte a second kept all others out.
#[tokio::test(start_paused = true)]
async fn a_network_with_very_many_gives_way_to_those_with_fewer() {
    let (_limit, share) = gopher(40, 64);
    let (many, few) = (served(&share, 1, 32), served(&share, 2, 8));
    let newcomers: Vec<_> = (10..30).flat_map(|last| served(&share, last, 1)).collect();
    assert_eq!((held(&many), held(&few), held(&newcomers)), (12, 8, 20));
    // To itself it does not.
    assert_eq!(share.acquire(address(1)).unwrap_err(), Refusal::Overloaded);
    let others: Vec<_> = (30..34).flat_map(|last| served(&share, last, 2)).collect();
    assert_eq!((held(&many), held(&few), held(&others)), (6, 6, 8));
    let more: Vec<_> = (34..42).flat_map(|last| served(&share, last, 1)).collect();
    assert_eq!((held(&many), held(&few), held(&more)), (2, 2, 8));
    assert_eq!(share.acquire(address(50)).unwrap_err(), Refusal::Overloaded);
}

#[tokio::test(start_paused = true)]
async fn nobody_gives_way_to_a_network_that_has_more() {
    let (_limit, share) = gopher(10, 64);
    let many = served(&share, 1, 8);
    let honest = [2, 3].map(|last| share.acquire(address(last)).unwrap());
    tokio::time::advance(GRACE).await;
    assert_eq!(share.acquire(address(1)).unwrap_err(), Refusal::Overloaded);
    assert!(honest.iter().all(Permit::serve));
    many[0].rest();
    assert!(share.acquire(address(1)).is_ok());
    assert_eq!(held(&many), 7);
}

#[tokio::test(start_paused = true)]
async fn the_many_addresses_of_one_customer_are_one_group() {
    let (_limit, share) = gopher(40, 64);
    let of = |number: u16| IpAddr::from([0x2001, 0xdb8, 1, number, 0, 0, 0, 1]);
    let flood: Vec<_> = (0..40).map(|number| share.acquire(of(number)).unwrap()).collect();
    assert!(flood.iter().all(Permit::serve));
    let newcomers: Vec<_> = (10..30).flat_map(|last| served(&share, last, 1)).collect();
    assert_eq!((held(&flood), held(&newcomers)), (20, 20));
}

#[tokio::test(start_paused = true)]
async fn each_protocol_keeps_a_share() {
    let limit = ConnectionLimit::new(100, 64);
    let (gemini, gopher) = (limit.share(Protocol::Gemini), limit.share(Protocol::Gopher));
    let flood: Vec<_> = (0..75).flat_map(|last| served(&gopher, last, 1)).collect();
    assert_eq!(gopher.acquire(address(100)).unwrap_err(), Refusal::Overloaded);
    let readers: Vec<_> = (101..126).flat_map(|last| served(&gemini, last, 1)).collect();
    assert_eq!((held(&flood), held(&readers)), (75, 25));
    assert_eq!(gemini.acquire(address(126)).unwrap_err(), Refusal::Overloaded);
    drop(flood);
    let more: Vec<_> = (126..176).flat_map(|last| served(&gemini, last, 1)).collect();
    assert_eq!(gemini.acquire(address(200)).unwrap_err(), Refusal::Overloaded);
    assert_eq!((held(&readers), held(&more)), (25, 50));
}

#[tokio::test(start_paused = true)]
async fn idle_clients_of_a_protocol_within_its_share_do_not_give_way_to_another() {
    let limit = ConnectionLimit::new(100, 64);
    let (gemini, gopher) = (limit.share(Protocol::Gemini), limit.share(Protocol::Gopher));
    let readers: Vec<_> = (0..25).map(|last| gemini.acquire(address(last)).unwrap()).collect();
    tokio::time::advance(GRACE).await;
    let flood: Vec<_> = (100..200).map(|last| gopher.acquire(address(last)).unwrap()).collect();
    assert_eq!((held(&readers), held(&flood)), (25, 75));
    // Of the rest no protocol has more than the other, if both are asked for as much.
    assert!(readers.iter().all(Permit::serve));
    let more: Vec<_> = (30..90).map(|last| gemini.acquire(address(last)).unwrap()).collect();
    assert_eq!((held(&readers), held(&more), held(&flood)), (25, 25, 50));
}

#[tokio::test(start_paused = true)]
async fn a_protocol_without_listeners_keeps_nothing() {
    let limit = ConnectionLimit::new(100, 64);
    let gopher = limit.share(Protocol::Gopher);
    drop(limit.share(Protocol::Gemini));
    let all: Vec<_> = (0..100).flat_map(|last| served(&gopher, last, 1)).collect();
    assert_eq!(held(&all), 100);
}

#[tokio::test(start_paused = true)]
async fn at_the_end_those_who_asked_may_finish() {
    let (limit, share) = gopher(10, 64);
    let (asked, waiting) = (served(&share, 1, 1), share.acquire(address(2)).unwrap());
    asked[0].reading().stalls(Instant::now());
    limit.revoke_waiting();
    assert_eq!((held(&asked), held(&[waiting])), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn newcomers_wait_until_those_who_gave_way_are_gone() {
    let (_limit, share) = gopher(LEAVING, 2 * LEAVING);
    let many: Vec<_> = (0..2 * LEAVING).map(|_| share.acquire(address(1)).unwrap()).collect();
    let settled = tokio::spawn(async move { share.settled().await });
    for _ in 0..100 {
        sleep(MOMENT).await;
        assert!(!settled.is_finished());
    }
    drop(many);
    settled.await.unwrap();
}
