//! What `simulate` prints.

use super::answer::Format;
use super::pretty;
use crate::report::{Fault, LossView, loss};

/// What a loss does.
///
/// # Errors
/// Where a template of drplan's own does not fit.
pub fn answer(format: Format, view: &LossView) -> Result<String, Fault> {
    match format {
        Format::Text => loss(view),
        Format::Json => Ok(pretty(view)),
    }
}
