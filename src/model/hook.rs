//! The `hook` block: a recipe that the author writes.

use super::id::HookId;
use super::recover::Method;
use super::value::{Duration, Name};
use crate::source::{Span, Spanned};

/// A recipe of the author's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Which hook it is.
    pub id: HookId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// Its parameters.
    pub params: Vec<Param>,
    /// What is held from `pre` to `post`.
    pub holds: Spanned<Holds>,
    /// The copies that it makes consistent.
    pub safe: Vec<Spanned<Method>>,
    /// What runs before.
    pub pre: Step,
    /// What runs after.
    pub post: Option<Step>,
}

/// A parameter of a recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Spanned<Name>,
    /// Its value where none is given.
    pub default: Option<Spanned<Box<str>>>,
}

/// What a recipe holds while the copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Nothing.
    Nothing,
    /// A state of the server that lasts until it is undone.
    ServerState,
    /// A lock that dies with its session, which ends before the copy begins.
    SessionLock,
}

/// What a failed command means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// The pod's object is left out, and its post hook does not run.
    Fail,
    /// Everything is backed up and post runs.
    Continue,
}

impl OnError {
    /// The exact word that Velero compares with (pkg: internal/hook, any other case is ignored).
    pub fn velero(self) -> &'static str {
        match self {
            OnError::Fail => "Fail",
            OnError::Continue => "Continue",
        }
    }
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The container.
    pub container: Spanned<Box<str>>,
    /// Program and arguments.
    pub command: Vec<Spanned<Box<str>>>,
    /// How long it may take.
    pub timeout: Option<Spanned<Duration>>,
    /// What its failure means.
    pub on_error: Option<Spanned<OnError>>,
}
