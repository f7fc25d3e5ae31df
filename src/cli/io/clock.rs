//! The day on which a plan is judged.

#![expect(
    clippy::disallowed_methods,
    reason = "all IO of the program is below src/cli/io"
)]

use crate::cli::args::Args;
use crate::model::value::Date;
use anyhow::{Context as _, Result};

/// The day that decides about `allow`: `--today`, else SOURCE_DATE_EPOCH, else the clock.
pub(in crate::cli) fn today(args: &Args) -> Result<Date> {
    if let Some(day) = args.today {
        return Ok(day);
    }
    let epoch = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse::<i64>().ok());
    let now = epoch.unwrap_or_else(|| {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
    });
    Date::from_unix(now).context("the clock shows no day of the calendar")
}
