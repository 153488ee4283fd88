//! Conversations in memory of the protocols that have no TLS and are off unless asked for, and a
//! capsule that is on all of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use arc_swap::ArcSwap;
use propus::exchange::Protocol;
use propus::generator::Options;
use propus::host::Hosts;
use propus::log::AccessLog;
use propus::net::{self, Finger, Limits, Nex, Service, Spartan};
use propus::origin::Origin;
use propus::path::CapsulePath;
use propus::site::{Site, Style};
use tempfile::TempDir;
use tokio::io::DuplexStream;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{HOST, PEER, Running, Served, counters, dispatcher, in_memory, read_as, written};

/// A capsule of these files, on all protocols at their usual ports.
pub(crate) fn site_on_all(files: &[(&str, &[u8])], options: &Options, style: Style) -> Served {
    let folder = written(files);
    let site = Arc::new(on_all(folder.path(), HOST, options, style));
    Served { site, folder }
}

/// The capsule of a folder, on all protocols.
pub(crate) fn on_all(
    folder: &std::path::Path,
    host: &str,
    options: &Options,
    style: Style,
) -> Site {
    let ports = Protocol::ALL.map(|protocol| (protocol, protocol.default_port()));
    read_as(folder, Origin::new(host, ports), options, style)
}

/// A capsule in a folder of somebody else's.
pub(crate) fn served_from(site: Site) -> Served {
    Served { site: Arc::new(site), folder: TempDir::new().unwrap() }
}

/// A server on real sockets, on all protocols.
pub(crate) fn running_on_all(served: Served, limits: Limits) -> Running {
    let mut running = Running::start(served, limits);
    let site = || Arc::new(ArcSwap::new(Arc::clone(&running.served.site)));
    let hosts = Arc::new(ArcSwap::from_pointee(Hosts::one(site().load_full(), [HOST])));
    let (counts, turns) = (&running.counters, &running.dispatcher);
    let common = || (AccessLog::default(), Arc::clone(counts), Arc::clone(turns));
    let (log, counters, dispatcher) = common();
    let spartan = listen(&running, Spartan::new(hosts, limits, log, counters, dispatcher));
    let (log, counters, dispatcher) = common();
    let nex = listen(&running, Nex::new(site(), limits, log, counters, dispatcher));
    let (log, counters, dispatcher) = common();
    let finger = listen(&running, Finger::new(site(), limits, log, counters, dispatcher));
    let (addresses, tasks): (Vec<_>, Vec<_>) = [spartan, nex, finger].into_iter().unzip();
    running.plain = Some(addresses.try_into().unwrap());
    running.tasks.extend(tasks);
    running
}

/// Serves on a free port.
fn listen(running: &Running, service: impl Service) -> (SocketAddr, JoinHandle<()>) {
    let listener = net::bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let address = listener.local_addr().unwrap();
    let (terms, stop) = (running.terms.clone(), running.stop.clone());
    let listener = TcpListener::from_std(listener).unwrap();
    (address, tokio::spawn(net::run(listener, Arc::new(service), terms, stop)))
}

/// Begins a Spartan conversation in memory.
pub(crate) fn spartan(served: &Served) -> DuplexStream {
    let name = served.site.origin().host.clone();
    let hosts = Hosts::one(Arc::clone(&served.site), [name.as_str()]);
    let service = Spartan::new(
        Arc::new(ArcSwap::from_pointee(hosts)),
        Limits::default(),
        AccessLog::default(),
        counters(),
        dispatcher(),
    );
    in_memory(Protocol::Spartan, PEER.address, |stream, permit| async move {
        service.converse(stream, PEER, &permit).await;
    })
}

/// Begins a Nex conversation in memory.
pub(crate) fn nex(served: &Served) -> DuplexStream {
    let service = Nex::new(
        Arc::new(ArcSwap::new(Arc::clone(&served.site))),
        Limits::default(),
        AccessLog::default(),
        counters(),
        dispatcher(),
    );
    in_memory(Protocol::Nex, PEER.address, |stream, permit| async move {
        service.converse(stream, PEER, &permit).await;
    })
}

/// Begins a Finger conversation in memory; with a page for who names nobody, or without.
pub(crate) fn finger(served: &Served, page: Option<&str>) -> DuplexStream {
    let service = Finger::new(
        Arc::new(ArcSwap::new(Arc::clone(&served.site))),
        Limits::default(),
        AccessLog::default(),
        counters(),
        dispatcher(),
    );
    let service = service.with_page(page.map(|page| CapsulePath::literal(page).unwrap()));
    in_memory(Protocol::Finger, PEER.address, |stream, permit| async move {
        service.converse(stream, PEER, &permit).await;
    })
}
