//! `Members`: the members of the store, of which one is asked, and when it does not answer the next.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::bounds::CALL;
use super::call::Call;
use super::connection::{Answers, Connection};
use super::error::StoreError;
use super::message::{AuthenticateRequest, StatusRequest, StatusResponse};
use super::tls::Tls;

/// Where the store is, and how it is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Addresses of its members.
    pub members: Vec<SocketAddr>,
    /// TLS; `None` where it is spoken to in the clear.
    pub tls: Option<Tls>,
    /// A user, and the file of its password.
    pub user: Option<(String, PathBuf)>,
    /// Beginning of all keys.
    pub prefix: String,
    /// Name of this box.
    pub name: String,
}

/// The members of the store.
#[derive(Debug)]
pub struct Members {
    terms: Terms,
    /// The member that is asked, by its number, and the connection to it.
    asked: Mutex<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    number: usize,
    line: Option<Arc<Line>>,
}

/// A connection, and the token by which we are known on it.
#[derive(Debug)]
struct Line {
    connection: Connection,
    token: String,
}

impl Members {
    /// Connects to none yet.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self { terms, asked: Mutex::default() }
    }

    /// Where they are.
    pub(super) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Calls one member, and where it does not answer in time the others. Only for what may be done
    /// twice: one that was silent may have done it.
    pub(super) async fn call<C: Call>(&self, message: &C) -> Result<C::Answer, StoreError> {
        let call = async |line: &Line| line.connection.call(message, &line.token).await;
        self.ask(call).await
    }

    /// Calls a member that goes on answering as things happen.
    pub(super) async fn open_call<C: Call>(
        &self,
        message: &C,
    ) -> Result<Answers<C::Answer>, StoreError> {
        let call = async |line: &Line| line.connection.open_call(message, &line.token).await;
        self.ask(call).await
    }

    /// How each member is.
    pub(super) async fn states(&self) -> Vec<(SocketAddr, Result<StatusResponse, StoreError>)> {
        let mut states = Vec::new();
        for address in self.terms.members.iter().copied() {
            let state = in_time(address, async {
                let line = self.connect(address).await?;
                line.connection.call(&StatusRequest {}, &line.token).await
            });
            states.push((address, state.await));
        }
        states
    }

    async fn ask<T>(
        &self,
        call: impl AsyncFn(&Line) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut failed = StoreError::Away("no member is named".to_owned());
        // A token may have been forgotten, so there is one attempt more than members.
        for _ in 0..=self.terms.members.len() {
            let (number, address) = self.member().await?;
            let called = in_time(address, async {
                let line = self.line(number, address).await?;
                call(&line).await
            });
            match called.await {
                Err(error) if error.is_away() => {
                    self.pass_over(number).await;
                    failed = error;
                }
                Err(StoreError::Token) if self.terms.user.is_some() => {
                    self.hang_up(number).await;
                    failed = StoreError::Token;
                }
                done => return done,
            }
        }
        Err(failed)
    }

    /// The member that is asked.
    async fn member(&self) -> Result<(usize, SocketAddr), StoreError> {
        let number = self.asked.lock().await.number;
        let address = self.terms.members.get(number).copied();
        let address = address.ok_or_else(|| StoreError::Away("no member is named".to_owned()))?;
        Ok((number, address))
    }

    async fn line(&self, number: usize, address: SocketAddr) -> Result<Arc<Line>, StoreError> {
        let mut asked = self.asked.lock().await;
        if let Some(line) = asked.line.as_ref().filter(|_| asked.number == number) {
            return Ok(Arc::clone(line));
        }
        let line = Arc::new(self.connect(address).await?);
        *asked = Asked { number, line: Some(Arc::clone(&line)) };
        Ok(line)
    }

    async fn connect(&self, address: SocketAddr) -> Result<Line, StoreError> {
        let tls = self.terms.tls.as_ref().map(Tls::config).transpose()?;
        let connection = Connection::open(address, tls).await?;
        let mut token = String::new();
        if let Some((name, file)) = &self.terms.user {
            let password = fs::read_to_string(file)
                .map_err(|error| StoreError::Credentials(format!("{}: {error}", file.display())))?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            let request = AuthenticateRequest { name: name.clone(), password };
            token = connection.call(&request, "").await?.token;
        }
        Ok(Line { connection, token })
    }

    /// Asks the next member from now on.
    async fn pass_over(&self, number: usize) {
        let mut asked = self.asked.lock().await;
        if asked.number == number {
            *asked = Asked { number: (number + 1) % self.terms.members.len().max(1), line: None };
        }
    }

    /// Asks the same one by another connection.
    async fn hang_up(&self, number: usize) {
        let mut asked = self.asked.lock().await;
        if asked.number == number {
            asked.line = None;
        }
    }
}

async fn in_time<T>(
    address: SocketAddr,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let silent = |_| StoreError::Away(format!("{address}: no answer within {}", seconds(CALL)));
    timeout(CALL, work).await.map_err(silent)?
}

fn seconds(time: Duration) -> String {
    format!("{} seconds", time.as_secs())
}
