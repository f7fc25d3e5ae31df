//! The fence around pest: the only module that names it.

use pest::Parser as _;
use std::num::NonZeroUsize;
use std::sync::Once;

mod rules {
    #![allow(missing_docs, reason = "pest derives an undocumented enum")]
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/lexical.pest"]
    #[grammar = "grammar/plan.pest"]
    pub(super) struct PlanParser;
}

pub(super) use rules::Rule;

/// A node of pest's tree.
pub(super) type Pair<'a> = pest::iterators::Pair<'a, Rule>;

/// A running total of rule calls after which a parse is given up: a plan takes about 10 a byte, so
/// this is ten times what the largest file needs, and about a second.
const FUSE: NonZeroUsize = NonZeroUsize::new(100_000_000).unwrap();

/// Reads a text; `lost` says that its braces do not balance.
///
/// The error is the offset at which the fuse blew; the grammar is total, so nothing else fails.
pub(super) fn parse(text: &str, lost: bool) -> Result<pest::iterators::Pairs<'_, Rule>, usize> {
    static SET: Once = Once::new();
    SET.call_once(|| pest::set_call_limit(Some(FUSE)));
    let rule = if lost { Rule::lost_file } else { Rule::file };
    let mut pairs = rules::PlanParser::parse(rule, text).map_err(|error| match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    })?;
    Ok(pairs.next().map(Pair::into_inner).unwrap_or(pairs))
}
