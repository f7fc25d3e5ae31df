//! Values by type, and how a converter asks for them.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value of another type is not a value of this one"
)]

use crate::model::value::{
    Date, Duration, Name, Rate, RepoPath, Share, ShareOfDay, Size, VersionRange, Window,
};
use crate::model::{Ca, ReleaseRef, Rhythm, Selector, SourceRef, WorkloadRef};

/// One value, read by its type: `ast::Value` is the same as it was written.
#[derive(Debug, Clone)]
pub(in crate::lower) enum TypedValue {
    Text(Box<str>),
    Name(Name),
    Rest,
    Duration(Duration),
    Size(Size),
    Rate(Rate),
    Share(Share),
    ShareOfDay(ShareOfDay),
    Number(u64),
    Version(VersionRange),
    Date(Date),
    Window(Window),
    Path(RepoPath),
    KeyValue(Box<str>, Box<str>),
    Workload(WorkloadRef),
    Release(ReleaseRef),
    Source(SourceRef),
    Certificate(Ca),
    Selector(Box<Selector>),
    Rhythm(Rhythm),
    Pair(Box<str>, Box<str>),
}

/// What a converter may ask a value for.
pub(in crate::lower) trait FromTypedValue: Sized {
    /// The value, if it is of this type.
    fn from_typed(value: &TypedValue) -> Option<Self>;
}

macro_rules! from_typed {
    ($($ty:ty: $variant:ident),+ $(,)?) => {
        $(impl FromTypedValue for $ty {
            fn from_typed(value: &TypedValue) -> Option<Self> {
                if let TypedValue::$variant(value) = value { Some(value.clone()) } else { None }
            }
        })+
    };
}

from_typed! {
    Name: Name,
    Duration: Duration,
    Size: Size,
    Rate: Rate,
    Share: Share,
    ShareOfDay: ShareOfDay,
    u64: Number,
    VersionRange: Version,
    Date: Date,
    Window: Window,
    RepoPath: Path,
    Box<Selector>: Selector,
    WorkloadRef: Workload,
    ReleaseRef: Release,
    SourceRef: Source,
    Ca: Certificate,
    Rhythm: Rhythm,
}

impl FromTypedValue for Box<str> {
    fn from_typed(value: &TypedValue) -> Option<Self> {
        match value {
            TypedValue::Text(text) => Some(text.clone()),
            TypedValue::Name(name) => Some(name.as_str().into()),
            _ => None,
        }
    }
}

impl FromTypedValue for (Box<str>, Box<str>) {
    fn from_typed(value: &TypedValue) -> Option<Self> {
        if let TypedValue::KeyValue(key, value) = value {
            Some((key.clone(), value.clone()))
        } else {
            None
        }
    }
}

impl FromTypedValue for crate::model::NamespaceName {
    fn from_typed(value: &TypedValue) -> Option<Self> {
        match value {
            TypedValue::Name(name) => Some(Self::Named(name.clone())),
            TypedValue::Rest => Some(Self::Rest),
            _ => None,
        }
    }
}
