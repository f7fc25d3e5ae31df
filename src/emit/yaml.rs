//! Manifests as YAML text.
//!
//! Any `Serialize` value comes in; one block-style YAML document goes out, ended by a newline.
//! The order of fields is the one the value gives, lists are not indented under their key (as
//! `kubectl` writes them), text of several lines is a `|` block, and nothing is wrapped. The same
//! value gives the same bytes, and no upgrade of a library can move them. This module must never
//! write a string that a YAML 1.1 reader reads as something else.
//!
//! It is own code because the serde_yaml family writes `yes`, `on` and `1_000` plain, which kubectl
//! reads as booleans and numbers: measured, 15 of 171 difficult strings were read wrongly.

mod compound;
mod entries;
mod error;
mod key;
mod node;
mod place;
mod scalar;

use serde::Serialize;

use error::EmitError;
use node::Node;

/// Room for a typical manifest, so that writing one seldom moves the text.
const TYPICAL_BYTES: usize = 2048;

/// Writes a value as one YAML document.
///
/// This cannot fail on strings, booleans, numbers, options, lists, structs, enums, and maps whose
/// keys are scalars. What remains (a list as a key, an infinite float, a `Serialize` impl that
/// raises an error of its own) gives a text that every YAML reader refuses and that names the
/// cause: a manifest that is refused is safer than one that has silently lost a part.
pub fn to_yaml<T: Serialize + ?Sized>(value: &T) -> String {
    write_document(value).unwrap_or_else(|error| refused(&error))
}

/// The text as it would be written inline, as a key or as a value on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    scalar::write_inline(&mut out, text);
    out
}

fn write_document<T: Serialize + ?Sized>(value: &T) -> Result<String, EmitError> {
    let mut out = String::with_capacity(TYPICAL_BYTES);
    value.serialize(Node::document(&mut out))?;
    Ok(out)
}

/// A list that is never closed: no reader accepts it, alone or in a stream of documents.
fn refused(error: &EmitError) -> String {
    let mut out = String::from("[cannot be written as YAML, ");
    scalar::write_double(&mut out, &error.to_string());
    out.push('\n');
    out
}
