//! Narrow types of the kinds that k8s-openapi lacks: the fields that are written, in print order.

pub(super) mod core;
pub(super) mod flux;
pub(super) mod meta;
pub(super) mod snapshot;
pub(super) mod velero;
