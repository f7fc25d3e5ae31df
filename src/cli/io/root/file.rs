//! Regular files of a directory, up to a number of bytes.

use super::Content;
use crate::cli::io::dir::{Dir, Kind};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};

/// Opens a regular file of a directory, with its size; what is none is said instead.
pub(super) fn open(above: &Dir, name: &OsStr) -> io::Result<Result<(File, u64), Content>> {
    match above.kind(name)? {
        None => return Ok(Err(Content::Nothing)),
        Some(Kind::Link) => return Ok(Err(Content::Link)),
        Some(Kind::Directory | Kind::Other) => return Ok(Err(Content::Odd)),
        Some(Kind::File) => {}
    }
    let file = above.file(name)?;
    // The name may have come to mean something else since it was looked at.
    let metadata = file.metadata()?;
    Ok(if metadata.is_file() {
        Ok((file, metadata.len()))
    } else {
        Err(Content::Odd)
    })
}

/// Reads a file of a directory.
pub(in crate::cli::io) fn read(above: &Dir, name: &OsStr, limit: u64) -> io::Result<Content> {
    let (file, size) = match open(above, name)? {
        Ok(opened) => opened,
        Err(content) => return Ok(content),
    };
    if size > limit {
        return Ok(Content::Large(size));
    }
    let bytes = whole(file, size, limit.saturating_add(1))?;
    let size = bytes.len() as u64;
    Ok(if size > limit {
        Content::Large(size)
    } else {
        Content::Bytes(bytes)
    })
}

/// The bytes of a file of a known size, which may have changed since; no more than a limit of them.
pub(super) fn whole(file: File, size: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // With one byte of room left the end is seen without another round.
    let room = usize::try_from(size.min(limit)).unwrap_or(usize::MAX);
    bytes.try_reserve_exact(room.saturating_add(1))?;
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
