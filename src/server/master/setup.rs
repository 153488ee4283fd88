//! `Setup`: a configuration with all that the master opens for it, and what is new in it.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use tracing::warn;

use super::process::Process;
use super::upgrade::{Inheritance, Testament, ToHeir};
use crate::cli::Serve;
use crate::config::{self, Config, HostConfig};
use crate::exchange::Socket;
use crate::log;
use crate::net::{MetricsListener, SocketFile};
use crate::sandbox::User;
use crate::server::error::StartError;
use crate::server::message::{Begin, News, ToWorker};
use crate::server::pid_file::PidFile;
use crate::server::privileges::as_user;
use crate::server::served::check_usual_folder;
use crate::server::sockets::Opened;
use crate::server::{listen, privileges, sandbox_rules, status_socket, whom};

/// A configuration with all that is open for it.
pub(super) struct Setup {
    pub(super) text: Option<String>,
    pub(super) config: Config,
    pub(super) opened: Opened,
    metrics: Option<Rc<Metrics>>,
    pid_file: Option<Rc<PidFile>>,
}

/// The listener for the metrics.
struct Metrics {
    socket: Socket,
    listener: MetricsListener,
    /// Is removed when nobody has it any more.
    _file: Option<SocketFile>,
}

impl Setup {
    /// The first one.
    ///
    /// # Errors
    /// Names what can't be had.
    pub(super) fn first(
        text: Option<String>,
        config: Config,
        passed: &Opened,
        user: Option<&User>,
    ) -> Result<Self, StartError> {
        check_usual_folder(&config)?;
        let pid_file = config.pid_file.as_deref().map(PidFile::hold).transpose()?.map(Rc::new);
        let (opened, warnings) = passed.of(&config)?;
        tell_at_first(&warnings, &config);
        tell(Vec::new(), pid_file.as_deref());
        privileges::make_certs_folder(&config, user)?;
        let metrics = metrics(&config, None, user)?;
        Ok(Self { text, config, opened, metrics, pid_file })
    }

    /// That which another program has left.
    ///
    /// # Errors
    /// Fails when the system refuses.
    pub(super) fn inherit(
        text: Option<String>,
        config: Config,
        inherited: Inheritance,
    ) -> Result<Self, StartError> {
        let mut passed = Opened::default();
        for (facts, listener) in inherited.listeners {
            passed.add(listener.into(), facts);
        }
        let (opened, warnings) = passed.of(&config)?;
        tell(warnings, None);
        let metrics = config.metrics.socket().zip(inherited.metrics).map(|(socket, descriptor)| {
            let listener = MetricsListener::passed(&socket, descriptor);
            let file = SocketFile::of(&socket);
            Rc::new(Metrics { socket, listener, _file: file })
        });
        let pid_file = config.pid_file.as_deref().zip(inherited.pid_file);
        let pid_file = pid_file.map(|(name, file)| Rc::new(PidFile::adopt(name, file.into())));
        Ok(Self { text, config, opened, metrics, pid_file })
    }

    /// Closes the listeners here; workers have theirs.
    pub(super) fn close(&mut self) {
        self.opened = Opened::default();
    }

    /// Leaves what is open to another program.
    ///
    /// # Errors
    /// Fails when there is no room for it.
    pub(super) fn leave(&self, testament: &Testament) -> std::io::Result<()> {
        for (listener, facts) in self.opened.each() {
            testament.add(&ToHeir::Listener(facts), Some(listener))?;
        }
        if let Some(metrics) = &self.metrics {
            testament.add(&ToHeir::Metrics, Some(&metrics.listener))?;
        }
        if let Some(pid_file) = &self.pid_file {
            testament.add(&ToHeir::PidFile, Some(pid_file.locked()))?;
        }
        Ok(())
    }

    /// That of what is configured now, with what is open already.
    ///
    /// # Errors
    /// A sentence on what is wrong; then nothing has changed.
    pub(super) fn next(&self, serve: &Serve, user: Option<&User>) -> Result<Self, String> {
        let told = |error: StartError| error.to_string();
        let read = || {
            Config::text(serve).and_then(|text| Ok((Config::of_text(serve, text.clone())?, text)))
        };
        let read = as_user(user, read).map_err(|error| error.to_string())?;
        let (config, text) = read.map_err(|error| error.to_string())?;
        whom::check_file(&config, user)?;
        whom::check_ways(&config, user).map_err(told)?;
        let config = config.with_usual_certs(self.config.usual_certs().as_deref());
        let pid_file = self.pid_file(&config, user).map_err(told)?;
        let (opened, warnings) = self.opened.of(&config).map_err(told)?;
        let is_same = self.pid_file.as_ref().zip(pid_file.as_ref());
        let is_same = is_same.is_some_and(|(old, new)| Rc::ptr_eq(old, new));
        tell(warnings, pid_file.as_deref().filter(|_| !is_same));
        let metrics = metrics(&config, self.metrics.as_ref(), user).map_err(told)?;
        Ok(Self { text, config, opened, metrics, pid_file })
    }

    /// The same once more.
    ///
    /// # Errors
    /// Fails when the system has no descriptor left.
    pub(super) fn again(&self) -> Result<Self, String> {
        let (opened, _) = self.opened.of(&self.config).map_err(|error| error.to_string())?;
        let (text, config) = (self.text.clone(), self.config.clone());
        let (metrics, pid_file) = (self.metrics.clone(), self.pid_file.clone());
        Ok(Self { text, config, opened, metrics, pid_file })
    }

    fn pid_file(
        &self,
        config: &Config,
        user: Option<&User>,
    ) -> Result<Option<Rc<PidFile>>, StartError> {
        let Some(name) = &config.pid_file else { return Ok(None) };
        if self.config.pid_file.as_ref() == Some(name) {
            return Ok(self.pid_file.clone());
        }
        let held = as_user(user, || PidFile::hold(name)).map_err(StartError::System)?;
        Ok(Some(Rc::new(held?)))
    }

    /// Hands all of it to a worker.
    ///
    /// # Errors
    /// Fails when the worker does not take it.
    pub(super) fn send(&self, to: &Process, begin: Begin) -> std::io::Result<()> {
        use std::os::fd::AsFd;
        for (listener, facts) in self.opened.each() {
            to.link.send(&ToWorker::Listener(facts), Some(listener.as_fd()))?;
        }
        if let Some(metrics) = &self.metrics {
            to.link.send(&ToWorker::Metrics, Some(metrics.listener.as_fd()))?;
        }
        to.link.send(&ToWorker::Begin(begin), None)
    }

    /// The news in comparison to another one, where these folders and certificates are others by
    /// now.
    pub(super) fn news(&self, before: &Self, replaced: &[PathBuf]) -> News {
        let is_replaced = |host: &HostConfig| replaced.contains(&host.folder);
        let hosts = || self.config.hosts();
        News {
            is_first: false,
            rights: self.config.process != before.config.process,
            hosts: hosts().map(|host| is_replaced(host) || before.differs(host)).collect(),
            certificates: hosts()
                .map(|host| !before.has_certificate(host, &self.config.certs))
                .collect(),
            replaced: hosts().map(is_replaced).collect(),
        }
    }

    fn differs(&self, host: &HostConfig) -> bool {
        let before = self.config.hosts().find(|before| before.name == host.name);
        before.is_none_or(|before| {
            (&before.folder, &before.options, &before.style, &before.aliases)
                != (&host.folder, &host.options, &host.style, &host.aliases)
        })
    }

    fn has_certificate(&self, host: &HostConfig, certs: &Path) -> bool {
        sandbox_rules::speaks_tls(&self.config)
            && self.config.certs == certs
            && self.config.hosts().any(|before| before.name == host.name)
    }
}

/// The listener for the metrics of a configuration: the one that is open, or a new one.
fn metrics(
    config: &Config,
    open: Option<&Rc<Metrics>>,
    user: Option<&User>,
) -> Result<Option<Rc<Metrics>>, StartError> {
    let Some(socket) = config.metrics.socket() else { return Ok(None) };
    if let Some(open) = open.filter(|open| open.socket == socket) {
        return Ok(Some(Rc::clone(open)));
    }
    let (listener, file) = if let config::Metrics::Usual(_) = config.metrics {
        let Some(opened) = status_socket::open(&socket, user) else { return Ok(None) };
        opened
    } else {
        as_user(user, || listen::metrics(&socket)).map_err(StartError::System)??
    };
    Ok(Some(Rc::new(Metrics { socket, listener, _file: file })))
}

/// Reports the ports that were taken in place of those that are not permitted. The first screen
/// tells it of a port that readers see; that there is no IPv6 it does not tell.
fn tell_at_first(warnings: &[String], config: &Config) {
    let are_seen = config.hosts().all(|host| host.public_gopher_port.is_none());
    for warning in warnings {
        if are_seen && !warning.contains("IPv6") {
            warn!(target: log::ON_FIRST_SCREEN, "{warning}");
        } else {
            warn!("{warning}");
        }
    }
}

fn tell(warnings: Vec<String>, pid_file: Option<&PidFile>) {
    for warning in warnings.into_iter().chain(pid_file.and_then(PidFile::warning)) {
        warn!("{warning}");
    }
}
