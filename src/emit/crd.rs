//! Narrow types of the kinds that k8s-openapi lacks: the fields that are written, in print order.

pub(in crate::emit) mod core;
pub(in crate::emit) mod flux;
pub(in crate::emit) mod meta;
pub(in crate::emit) mod snapshot;
pub(in crate::emit) mod velero;
