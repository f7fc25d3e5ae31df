//! All reading and writing, the clock and the environment: one file for each of them.

mod below;
mod clock;
mod dir;
mod find;
mod load;
mod place;
mod refused;
mod root;
mod settled;
mod shown;
mod site;
mod terminal;
mod tree;
mod write;

pub(super) use below::plans_below;
pub(super) use clock::today;
pub(super) use dir::Kind;
pub(super) use find::{Search, Source, Text, find, resolve, source_at, sources, text};
pub(super) use load::{Loaded, bytes, load};
pub(super) use place::current;
pub(super) use root::{Content, Found, Root};
pub(super) use settled::in_git;
pub(super) use shown::{from, line, lines, shown};
pub(super) use site::{Site, leads_out};
pub(super) use terminal::{arguments, look_of, note, print, read_stdin, width};
pub(super) use tree::look;
pub(super) use write::{Change, Keep, Seen, Unsynced, Wrote};
