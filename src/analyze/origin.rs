//! Where a value comes from: every number that a promise rests on says it.

use crate::repository::{Observation, PlaceId};
use crate::source::{Span, Spanned};

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A statement of the plan.
    Declared(Span),
    /// A manifest of the repository, at this place of what was observed.
    Read(PlaceId),
    /// Silence: drplan takes a default.
    Assumed,
    /// Velero's own source.
    Velero,
    /// Other numbers.
    Computed,
}

impl Origin {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Declared(_) => "declared",
            Origin::Read(_) => "read",
            Origin::Assumed => "assumed",
            Origin::Velero => "velero",
            Origin::Computed => "computed",
        }
    }

    /// The place in the repository, where it was read there.
    pub fn place(self) -> Option<PlaceId> {
        match self {
            Origin::Read(place) => Some(place),
            Origin::Declared(_) | Origin::Assumed | Origin::Velero | Origin::Computed => None,
        }
    }

    /// The statement, where there is one.
    pub fn span(self) -> Option<Span> {
        match self {
            Origin::Declared(span) => Some(span),
            Origin::Read(_) | Origin::Assumed | Origin::Velero | Origin::Computed => None,
        }
    }
}

/// A value with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// What silence means.
    pub fn assumed(value: T) -> Self {
        Self {
            value,
            origin: Origin::Assumed,
        }
    }

    /// What the repository shows.
    pub fn read(seen: Observation<T>) -> Self {
        Self {
            value: seen.value,
            origin: Origin::Read(seen.place),
        }
    }

    /// The same origin with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced {
            value: f(self.value),
            origin: self.origin,
        }
    }
}

impl<T> From<Spanned<T>> for Sourced<T> {
    fn from(stated: Spanned<T>) -> Self {
        Self {
            value: stated.value,
            origin: Origin::Declared(stated.span),
        }
    }
}
