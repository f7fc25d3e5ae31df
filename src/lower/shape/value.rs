//! One value of a statement, read or reported.

use super::read::parse;
use super::typed_value::TypedValue;
use super::wrong;
use crate::diag::Diags;
use crate::schema::Ty;
use crate::source::Spanned;
use crate::syntax::ast::{Node, Statement, Value};

/// Reads a value of a statement. One that is wrong is reported, and read as what is meant where
/// that is certain: the rest is checked then, and nothing follows from the mistake.
pub(super) fn read_value(
    key: &str,
    value: &Spanned<Value>,
    ty: Ty,
    out: &mut Diags,
) -> Option<TypedValue> {
    let fault = match parse(&value.value, ty) {
        Ok(val) => return Some(val),
        Err(fault) => fault,
    };
    let diag = wrong::explain(key, value, ty, fault);
    // Nothing is computed with a promise or a size that the author did not write.
    let quantity = matches!(
        ty,
        Ty::Duration
            | Ty::Size
            | Ty::Rate
            | Ty::Share
            | Ty::ShareOfDay
            | Ty::Number
            | Ty::Count
            | Ty::Window
            | Ty::Version
            | Ty::Cron
            | Ty::Rhythm
    );
    let meant = diag.fix.as_ref().filter(|_| !quantity).and_then(|fix| {
        let text = fix.replacement.trim_matches('"').to_owned();
        parse(&Value::Word(text.into()), ty).ok()
    });
    out.push(diag);
    meant
}

/// The first argument of a statement in the block of another one, as it was written.
pub(super) fn text_of<'a>(written: &'a Statement, key: &str) -> Option<&'a str> {
    let body = written.block.iter().flat_map(|block| &block.body);
    let mut inner = body.filter_map(|node| match &node.value {
        Node::Statement(inner) => Some(inner),
        Node::Junk => None,
    });
    let found = inner.find(|inner| &*inner.keyword.value == key)?;
    let item = found.arguments.first()?.items.first()?;
    Some(item.from.value.text())
}
