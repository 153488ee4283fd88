//! `Setup`: a configuration with all that the master opens for it, and what is new in it.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use tracing::warn;

use super::process::Process;
use super::upgrade::{Inheritance, Testament, ToHeir, file_of};
use crate::cli::Serve;
use crate::config::{self, Config, HostConfig};
use crate::exchange::Socket;
use crate::log;
use crate::net::{MetricsListener, SocketFile};
use crate::sandbox::User;
use crate::server::error::StartError;
use crate::server::listen::Instead;
use crate::server::message::{Begin, News, ToWorker};
use crate::server::pid_file::PidFile;
use crate::server::privileges::as_user;
use crate::server::sockets::Opened;
use crate::server::{listen, privileges, sandbox_rules, served, status_socket, whom, writable};
use crate::state;

/// A configuration with all that is open for it.
pub(super) struct Setup {
    pub(super) text: Option<String>,
    pub(super) config: Config,
    pub(super) opened: Opened,
    metrics: Option<Rc<Metrics>>,
    pid_file: Option<Rc<PidFile>>,
    /// Its text comes from a file, and not from a pipe.
    is_read_again: bool,
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
        let doer = whom::doer(&config, user);
        check_folders(&config, doer, user)?;
        let pid_file = match &config.pid_file {
            Some(name) => Some(held(name, doer, user)?),
            None => None,
        };
        let (opened, warnings) = passed.of(&config)?;
        tell_at_first(&warnings, &config);
        tell(&[], pid_file.as_deref());
        make_folders(&config, doer, user)?;
        let metrics = metrics(&config, std::iter::empty(), user)?;
        let is_read_again = is_file(&config);
        Ok(Self { text, config, opened, metrics, pid_file, is_read_again })
    }

    /// That which another program has left.
    ///
    /// # Errors
    /// Fails when the system refuses.
    pub(super) fn inherit(
        text: Option<String>,
        config: Config,
        inherited: Inheritance,
        user: Option<&User>,
    ) -> Result<Self, StartError> {
        let mut passed = Opened::default();
        for (facts, listener) in inherited.listeners {
            passed.add(listener.into(), facts);
        }
        let (opened, warnings) = passed.of(&config)?;
        tell(&warnings, None);
        let metrics = config.metrics.socket().zip(inherited.metrics).map(|(socket, descriptor)| {
            let listener = MetricsListener::passed(&socket, descriptor);
            let file = SocketFile::of(&socket).map(|file| file.with_user(user));
            Rc::new(Metrics { socket, listener, _file: file })
        });
        let pid_file = config.pid_file.as_deref().zip(inherited.pid_file);
        let pid_file =
            pid_file.map(|(name, file)| Rc::new(PidFile::adopt(name, file.into()).with_user(user)));
        let is_read_again = is_file(&config);
        Ok(Self { text, config, opened, metrics, pid_file, is_read_again })
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
        if let Some(text) = &self.text {
            testament.add(&ToHeir::Text, Some(file_of(text)?))?;
        }
        if let Some(metrics) = &self.metrics {
            testament.add(&ToHeir::Metrics, Some(&metrics.listener))?;
        }
        if let Some(pid_file) = &self.pid_file {
            testament.add(&ToHeir::PidFile, Some(pid_file.locked()))?;
        }
        Ok(())
    }

    /// That of what is configured now, with what is open already: for this one, and for another
    /// one that was on its way.
    ///
    /// # Errors
    /// A sentence on what is wrong; then nothing has changed.
    pub(super) fn next(
        &self,
        under_way: Option<&Self>,
        serve: &Serve,
        user: Option<&User>,
    ) -> Result<Self, String> {
        let told = |error: StartError| error.to_string();
        let text = self.text_now(serve, user)?;
        let config = Config::of_text(serve, text.clone()).map_err(|error| error.to_string())?;
        whom::check_file(&config, user)?;
        whom::check_ways(&config, user).map_err(told)?;
        let config = config.with_usual_certs(self.config.usual_certs().as_deref());
        let open = || [Some(self), under_way].into_iter().flatten();
        let known = open().find(|it| it.config.pid_file == config.pid_file);
        let pid_file = match (known, &config.pid_file) {
            (Some(known), _) => known.pid_file.clone(),
            (None, Some(name)) => {
                let held = held(name, user, user).map_err(told)?;
                held.warning().iter().for_each(|warning| warn!("{warning}"));
                Some(held)
            }
            (None, None) => None,
        };
        let all_open = Opened::all(open().map(|it| &it.opened));
        let (opened, warnings) = all_open.and_then(|it| it.of(&config)).map_err(told)?;
        warnings.iter().for_each(|warning| warn!("{warning}"));
        let listening = open().filter_map(|it| it.metrics.as_ref());
        let metrics = metrics(&config, listening, user).map_err(told)?;
        let is_read_again = self.is_read_again;
        Ok(Self { text, config, opened, metrics, pid_file, is_read_again })
    }

    /// Text of the configuration file by now; that of a pipe is what it was.
    ///
    /// # Errors
    /// A sentence on what is wrong.
    pub(super) fn text_now(
        &self,
        serve: &Serve,
        user: Option<&User>,
    ) -> Result<Option<String>, String> {
        if !self.is_read_again {
            return Ok(self.text.clone());
        }
        let read =
            as_user(user, || Config::text_again(serve)).map_err(|error| error.to_string())?;
        read.map_err(|error| error.to_string())
    }

    /// The same once more.
    ///
    /// # Errors
    /// Fails when the system has no descriptor left.
    pub(super) fn again(&self) -> Result<Self, String> {
        let (opened, _) = self.opened.of(&self.config).map_err(|error| error.to_string())?;
        let (text, config) = (self.text.clone(), self.config.clone());
        let (metrics, pid_file) = (self.metrics.clone(), self.pid_file.clone());
        let is_read_again = self.is_read_again;
        Ok(Self { text, config, opened, metrics, pid_file, is_read_again })
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

fn is_file(config: &Config) -> bool {
    config.file.as_ref().is_some_and(|file| file.is_file())
}

/// Holds a pid file, as this one who does it; it may be removed as the user.
fn held(name: &Path, doer: Option<&User>, user: Option<&User>) -> Result<Rc<PidFile>, StartError> {
    let held = as_user(doer, || PidFile::hold(name)).map_err(StartError::System)??;
    Ok(Rc::new(held.with_user(user)))
}

/// Sees that the folders are there, as this one who does it: a port that is taken would hide that
/// they are not.
fn check_folders(
    config: &Config,
    doer: Option<&User>,
    user: Option<&User>,
) -> Result<(), StartError> {
    let check = || {
        served::check_folders(config, user.is_some())?;
        privileges::check_certs(config)
    };
    as_user(doer, check).map_err(StartError::System)?
}

/// Makes the folders of certificates and of the state, for the user. Where somebody
/// else may say where one is, he makes it himself.
fn make_folders(
    config: &Config,
    doer: Option<&User>,
    user: Option<&User>,
) -> Result<(), StartError> {
    type MakeFor = fn(&Config, Option<&User>) -> Result<(), StartError>;
    let make = |is_usual: bool, make_for: MakeFor| match doer.filter(|_| !is_usual) {
        None => make_for(config, user),
        other => as_user(other, || make_for(config, None)).map_err(StartError::System)?,
    };
    make(config.usual_certs().is_some(), privileges::make_certs_folder)?;
    make(config.state == state::usual_folder(), writable::make_state_folder)
}

/// The listener for the metrics of a configuration: the one that is open, or a new one.
fn metrics<'a>(
    config: &Config,
    mut open: impl Iterator<Item = &'a Rc<Metrics>>,
    user: Option<&User>,
) -> Result<Option<Rc<Metrics>>, StartError> {
    let Some(socket) = config.metrics.socket() else { return Ok(None) };
    if let Some(open) = open.find(|open| open.socket == socket) {
        return Ok(Some(Rc::clone(open)));
    }
    let (listener, file) = if let config::Metrics::Usual(_) = config.metrics {
        let Some(opened) = status_socket::open(&socket, user) else { return Ok(None) };
        opened
    } else {
        as_user(user, || listen::metrics(&socket)).map_err(StartError::System)??
    };
    let file = file.map(|file| file.with_user(user));
    Ok(Some(Rc::new(Metrics { socket, listener, _file: file })))
}

/// Reports the ports that were taken in place of those that are not permitted. The first screen
/// tells it of a port that readers see; that there is no IPv6 it does not tell.
fn tell_at_first(warnings: &[Instead], config: &Config) {
    let are_seen = config.hosts().all(|host| host.public_ports.is_empty());
    for warning in warnings {
        match warning {
            Instead::Port { .. } if are_seen => warn!(target: log::ON_FIRST_SCREEN, "{warning}"),
            Instead::Port { .. } | Instead::Ipv4 { .. } => warn!("{warning}"),
        }
    }
}

fn tell(warnings: &[Instead], pid_file: Option<&PidFile>) {
    let warnings = warnings.iter().map(ToString::to_string);
    for warning in warnings.chain(pid_file.and_then(PidFile::warning)) {
        warn!("{warning}");
    }
}
