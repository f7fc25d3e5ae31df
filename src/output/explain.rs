//! What `explain` prints: a page, or where a value comes from.

use super::answer::Format;
use super::pretty;
use crate::report::{ChainValue, ChainView, Fault, chain};
use serde_json::json;

/// A page: `kind` says of what.
pub fn page(format: Format, kind: &str, name: &str, page: &str) -> String {
    match format {
        Format::Text => page.to_owned(),
        Format::Json => pretty(&json!({
            "format_version": 1,
            "kind": kind,
            "name": name,
            "page": page,
        })),
    }
}

/// Where values come from.
///
/// # Errors
/// Where a template of drplan's own does not fit.
pub fn values(format: Format, values: Vec<ChainValue>) -> Result<String, Fault> {
    match format {
        Format::Text => chain(&ChainView { values }),
        Format::Json => Ok(pretty(&json!({
            "format_version": 1,
            "kind": "value",
            "values": values,
        }))),
    }
}
