//! Bounds for strangers.

use std::time::Duration;

use super::file::Given;
use super::resolve::Resolver;
use crate::net::{Limits, Pace};
use crate::settings::Setting;
use crate::settings::limits::{LIMITS, MAX_CONNECTIONS, MAX_PER_ADDRESS, SLOW_RATE, SLOW_WINDOW};
use crate::settings::value::Connections;

pub(super) fn limits(resolver: &mut Resolver<'_>, file: &Given) -> Limits {
    resolver.begin(&LIMITS);
    let given = file.table(&LIMITS);
    let given = given.as_slice();
    Limits {
        connections: connections(resolver, &MAX_CONNECTIONS, given),
        per_address: connections(resolver, &MAX_PER_ADDRESS, given),
        pace: Pace {
            rate: resolver.value(&SLOW_RATE, given).number(),
            window: Duration::from_secs(resolver.value(&SLOW_WINDOW, given).number().into()),
        },
        ..Limits::default()
    }
}

fn connections(
    resolver: &mut Resolver<'_>,
    setting: &Setting<Connections>,
    given: &[&Given],
) -> usize {
    usize::try_from(resolver.value(setting, given).number()).unwrap_or(usize::MAX)
}
