//! A tree of a draft, with its places in what the author wrote.

use super::ast::{Argument, Node, Statement};
use super::build::Built;
use super::draft::Draft;
use crate::source::{Span, Spanned};

/// Gives every span of a tree its place in the text that was written.
pub(super) fn file(built: &mut Built, draft: &Draft<'_>) {
    if !draft.is_changed() {
        return;
    }
    let place = |span: &mut Span| *span = draft.span(span.start as usize, span.end as usize);
    built.comments.iter_mut().for_each(place);
    body(&mut built.tree.body, &place);
}

fn body(nodes: &mut [Spanned<Node>], place: &impl Fn(&mut Span)) {
    for node in nodes {
        place(&mut node.span);
        if let Node::Statement(said) = &mut node.value {
            statement(said, place);
        }
    }
}

fn statement(said: &mut Statement, place: &impl Fn(&mut Span)) {
    place(&mut said.keyword.span);
    for written in &mut said.arguments {
        place(&mut written.span);
        argument(&mut written.value, place);
    }
    if let Some(block) = &mut said.block {
        place(&mut block.span);
        body(&mut block.value.body, place);
    }
}

fn argument(argument: &mut Argument, place: &impl Fn(&mut Span)) {
    for item in &mut argument.items {
        place(&mut item.span);
        place(&mut item.value.from.span);
        if let Some(becomes) = &mut item.value.becomes {
            place(&mut becomes.span);
        }
    }
}
