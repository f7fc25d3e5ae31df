//! The numbers that enter a sum: which statement declares each, or would, and where it comes from.

use crate::analyze::origin::Origin;
use crate::schema::Row;
use crate::source::Spanned;
use std::fmt::{self, Display};

/// What a number is.
#[derive(Clone, Copy)]
pub enum Quantity {
    /// A statement of the language declares it.
    Statement(&'static Row),
    /// drplan or Velero has it built in, and no statement changes it.
    BuiltIn(&'static str),
}

impl Quantity {
    /// Its name in texts: the keyword of its statement, or a short description.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Statement(row) => row.key,
            Quantity::BuiltIn(name) => name,
        }
    }
}

impl Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Statement(row) => write!(f, "Statement({})", row.key),
            Quantity::BuiltIn(name) => write!(f, "BuiltIn({name})"),
        }
    }
}

/// A number that enters a term.
#[derive(Debug, Clone)]
pub struct Input {
    /// What it is.
    pub quantity: Quantity,
    /// Its value, as written in a plan.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

impl Input {
    /// The value that a statement declares, or the default that silence means.
    pub fn declared<T: Display>(
        row: &'static Row,
        stated: Option<&Spanned<T>>,
        default: impl Display,
    ) -> Self {
        match stated {
            Some(stated) => Self {
                quantity: Quantity::Statement(row),
                value: stated.value.to_string(),
                origin: Origin::Declared(stated.span),
            },
            None => Self {
                quantity: Quantity::Statement(row),
                value: default.to_string(),
                origin: Origin::Assumed,
            },
        }
    }

    /// An assumption that no statement replaces.
    pub fn assumed(name: &'static str, value: impl Display) -> Self {
        Self {
            quantity: Quantity::BuiltIn(name),
            value: value.to_string(),
            origin: Origin::Assumed,
        }
    }

    /// Whether a statement would replace an assumption.
    pub fn may_be_declared(&self) -> bool {
        self.origin == Origin::Assumed && matches!(self.quantity, Quantity::Statement(_))
    }
}
