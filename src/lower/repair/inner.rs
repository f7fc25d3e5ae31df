//! What belongs into the block of a statement and stands before it: `volume data 10Gi`.

use super::blocks::{has_values, with_block};
use super::{Repair, behind, block, knows, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::{as_type, is_of_type, write};
use crate::schema::{Arity, BlockSpec, Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Node, Statement, Value};

impl Repair {
    /// `volume data 10Gi` for `volume data { size 10Gi }`, where one statement of the block takes
    /// such a value.
    pub(super) fn inner_values(
        &mut self,
        said: &mut Statement,
        rule: &'static Row,
        spec: &'static BlockSpec,
    ) {
        let takes = rule.args.len();
        let single = rule.args.iter().all(|arg| arg.arity == Arity::One);
        let Some(inner) = rule
            .block
            .spec()
            .filter(|_| single && takes > 0 && said.arguments.len() > takes)
        else {
            return;
        };
        let words: Option<Vec<(String, Span)>> = said
            .arguments
            .iter()
            .map(|one| word_of(one).map(|word| (word.to_owned(), one.span)))
            .collect();
        let Some(mut words) = words else { return };
        let is_keyword = |word: &str| knows(inner, word) || knows(spec, word);
        if words.iter().skip(takes).any(|(word, _)| is_keyword(word)) {
            return;
        }
        // `volume 10Gi data`: the size cannot be the name.
        let last = rule.args.last().map_or(Ty::Text, |arg| arg.ty);
        let turned = matches!(last, Ty::Name)
            && words.get(takes - 1).is_some_and(|(word, _)| {
                measure_for(inner, word).is_some() && word.starts_with(|c: char| c.is_ascii_digit())
            })
            && words.get(takes).is_some_and(|(word, _)| {
                measure_for(inner, word).is_none() && is_of_type(word, last)
            });
        if turned {
            words.swap(takes - 1, takes);
        }
        let Some(values) = values_for(inner, words.get(takes..).unwrap_or_default()) else {
            return;
        };
        let body = said.block.as_ref().map(|block| &block.value.body);
        let given = |key: &str| {
            body.into_iter().flatten().any(|node| match &node.value {
                Node::Statement(one) => &*one.keyword.value == key,
                Node::Junk => false,
            })
        };
        if values.iter().any(|one| given(&one.keyword.value)) {
            return;
        }
        let whole = said.head();
        let (Some((_, first)), Some((_, end))) = (
            words.get(takes..).and_then(<[_]>::first),
            words.get(takes..).and_then(<[_]>::last),
        ) else {
            return;
        };
        let place = match turned {
            true => *first,
            false => first.to(*end),
        };
        said.arguments.truncate(takes);
        if let (true, Some((name, at))) = (turned, words.get(takes - 1)) {
            said.arguments.pop();
            said.arguments
                .push(super::argument(Value::Word(name.as_str().into()), *at));
        }
        let keys: Vec<&str> = values.iter().map(|one| &*one.keyword.value).collect();
        let message = format!("`{}` is written in the block", keys.join("` and `"));
        let head = write::head(said);
        let heads: Vec<String> = values.iter().map(write::head).collect();
        let nodes: Vec<Spanned<Node>> = values
            .into_iter()
            .map(|one| {
                let span = one.head();
                Spanned::new(Node::Statement(one), span)
            })
            .collect();
        let (with, over) = match &mut said.block {
            Some(block) => {
                block.value.body.splice(0..0, nodes);
                let brace = Span {
                    end: block.span.start + 1,
                    ..block.span
                };
                (format!("{head} {{ {};", heads.join("; ")), whole.to(brace))
            }
            None => {
                said.block = Some(block(nodes, behind(whole)));
                (format!("{head} {{ {} }}", heads.join("; ")), whole)
            }
        };
        let right = said
            .block
            .as_ref()
            .map_or_else(String::new, |block| with_block(&head, &block.value.body));
        self.report(
            Diag::new(&findings::WRONG_ARGUMENTS, place, message)
                .label("the braces are missing around this")
                .help(format!("write `{right}`"))
                .fix(over, with, Safety::Review),
        );
    }

    /// `quiesce container postgres`: a statement of the block stands where the name belongs. True
    /// where it was reported; what the name is, is not known.
    pub(super) fn name_left_out(&mut self, said: &Statement, rule: &'static Row) -> bool {
        let ([arg], Some(inner)) = (rule.args, rule.block.spec()) else {
            return false;
        };
        let Some(word) = said.arguments.first().and_then(word_of) else {
            return false;
        };
        let named = matches!(arg.ty, Ty::Name | Ty::Text | Ty::Ref(_)) && arg.arity == Arity::One;
        if !named
            || inner.parameters
            || !knows(inner, word)
            || said.arguments.len() < 2
            || !has_values(said, 0, inner)
        {
            return false;
        }
        let values: Vec<String> = said
            .arguments
            .iter()
            .map(|one| write::argument(&one.value))
            .collect();
        let key = &said.keyword.value;
        // What the block must say as well.
        let more = inner
            .rows
            .iter()
            .filter(|row| row.required && row.key != word);
        let body: Vec<String> = std::iter::once(write::clipped(&values.join(" ")))
            .chain(more.map(Row::usage))
            .collect();
        let diag = Diag::new(
            &findings::WRONG_ARGUMENTS,
            said.head(),
            format!(
                "`{key}` has no value before `{}`",
                write::clipped(&values.join(" "))
            ),
        )
        .label(format!("{} is missing after `{key}`", arg.ty.expected()));
        let diag = diag.help(format!(
            "write `{key} {} {{ {} }}`",
            arg.name,
            body.join("; ")
        ));
        self.report(diag);
        true
    }
}

/// The statements of a block that take these values, one each.
fn values_for(inner: &'static BlockSpec, words: &[(String, Span)]) -> Option<Vec<Statement>> {
    let mut found: Vec<Statement> = Vec::new();
    for (word, span) in words {
        let (key, value) = measure_for(inner, word).or_else(|| name_for(inner, word))?;
        if found.iter().any(|one| &*one.keyword.value == key) {
            return None;
        }
        found.push(Statement {
            keyword: Spanned::new(key.into(), *span),
            arguments: vec![super::argument(Value::Word(value.into()), *span)],
            block: None,
        });
    }
    Some(found)
}

/// The one statement of a block that takes such an amount, and the amount as it takes it.
fn measure_for(inner: &'static BlockSpec, word: &str) -> Option<(&'static str, String)> {
    let measures = |ty: Ty| {
        matches!(
            ty,
            Ty::Size | Ty::Rate | Ty::Share | Ty::ShareOfDay | Ty::Duration
        )
    };
    let takers = |right: &dyn Fn(&Row, Ty) -> Option<String>| {
        let mut rows = inner.rows.iter().filter_map(|row| match row.args {
            [arg] if measures(arg.ty) => right(row, arg.ty).map(|value| (row.key, value)),
            _ => None,
        });
        rows.next().filter(|_| rows.next().is_none())
    };
    takers(&|_, ty| is_of_type(word, ty).then(|| word.to_owned()))
        .or_else(|| takers(&|row, ty| as_type(row.key, word, ty)))
}

/// The statement of a block that a bare word is meant for: its region, or the one that it must have.
fn name_for(inner: &'static BlockSpec, word: &str) -> Option<(&'static str, String)> {
    let mut asked = inner.rows.iter().filter(|row| row.required);
    let only = asked.next().filter(|_| asked.next().is_none());
    let region = inner.rows.iter().find(|row| row.key == "region");
    let row = region.or(only)?;
    let [arg] = row.args else { return None };
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'/'));
    let fits = plain && arg.arity == Arity::One && is_of_type(word, arg.ty);
    fits.then(|| (row.key, word.to_owned()))
}
