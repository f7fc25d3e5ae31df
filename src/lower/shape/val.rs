//! Values by type, and how a converter asks for them.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value of another type is not a value of this one"
)]

use crate::model::value::{
    Date, Duration, Name, Rate, RepoPath, Share, ShareOfDay, Size, VersionRange, Window,
};
use crate::model::{Rhythm, Selector, WorkloadRef};

/// One value, read by its type.
#[derive(Debug, Clone)]
pub(in crate::lower) enum Val {
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
    Selector(Box<Selector>),
    Rhythm(Rhythm),
    Pair(Box<str>, Box<str>),
}

/// What a converter may ask a value for.
pub(in crate::lower) trait FromVal: Sized {
    /// The value, if it is of this type.
    fn from_val(val: &Val) -> Option<Self>;
}

macro_rules! from_val {
    ($($ty:ty: $variant:ident),+ $(,)?) => {
        $(impl FromVal for $ty {
            fn from_val(val: &Val) -> Option<Self> {
                if let Val::$variant(value) = val { Some(value.clone()) } else { None }
            }
        })+
    };
}

from_val! {
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
    Rhythm: Rhythm,
}

impl FromVal for Box<str> {
    fn from_val(val: &Val) -> Option<Self> {
        match val {
            Val::Text(text) => Some(text.clone()),
            Val::Name(name) => Some(name.as_str().into()),
            _ => None,
        }
    }
}

impl FromVal for (Box<str>, Box<str>) {
    fn from_val(val: &Val) -> Option<Self> {
        if let Val::KeyValue(key, value) = val {
            Some((key.clone(), value.clone()))
        } else {
            None
        }
    }
}

impl FromVal for crate::model::NamespaceName {
    fn from_val(val: &Val) -> Option<Self> {
        match val {
            Val::Name(name) => Some(Self::Named(name.clone())),
            Val::Rest => Some(Self::Rest),
            _ => None,
        }
    }
}
