//! `Call`: the calls of etcd's protocol that are made, each with the type of its answer.

use prost::Message;

use super::message::{
    AuthenticateRequest, AuthenticateResponse, PutRequest, PutResponse, RangeRequest,
    RangeResponse, StatusRequest, StatusResponse, TxnRequest, TxnResponse, WatchRequest,
    WatchResponse,
};

/// A call, which is known by its message.
pub(super) trait Call: Message {
    /// Path of the request.
    const PATH: &'static str;
    /// The answer, or each of them.
    type Answer: Message + Default;
}

impl Call for RangeRequest {
    const PATH: &'static str = "/etcdserverpb.KV/Range";
    type Answer = RangeResponse;
}

impl Call for PutRequest {
    const PATH: &'static str = "/etcdserverpb.KV/Put";
    type Answer = PutResponse;
}

impl Call for TxnRequest {
    const PATH: &'static str = "/etcdserverpb.KV/Txn";
    type Answer = TxnResponse;
}

impl Call for WatchRequest {
    const PATH: &'static str = "/etcdserverpb.Watch/Watch";
    type Answer = WatchResponse;
}

impl Call for AuthenticateRequest {
    const PATH: &'static str = "/etcdserverpb.Auth/Authenticate";
    type Answer = AuthenticateResponse;
}

impl Call for StatusRequest {
    const PATH: &'static str = "/etcdserverpb.Maintenance/Status";
    type Answer = StatusResponse;
}
