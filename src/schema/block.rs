//! The shape of the tables.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other type is shown by the name of its argument"
)]

use super::types::Ty;

/// A block: its statements and what it is for.
pub struct BlockSpec {
    /// The keyword that opens it; `file` for the file itself.
    pub name: &'static str,
    /// What it is for, as text for people.
    pub doc: &'static str,
    /// An example that checks clean in its place; empty for small blocks.
    pub example: &'static str,
    /// Its statements, in the order in which they are documented.
    pub rows: &'static [Row],
    /// Whether other keywords, each with one text, are parameters and not mistakes.
    pub parameters: bool,
}

/// One statement that a block takes.
pub struct Row {
    /// The keyword.
    pub key: &'static str,
    /// Its arguments. Rows of one keyword differ in the literal that comes first.
    pub args: &'static [Arg],
    /// Whether braces may or must follow.
    pub block: BlockRule,
    /// Whether it may be written again.
    pub times: Times,
    /// Whether the block is incomplete without it.
    pub required: bool,
    /// Statements of the block that make up for it where all of them stand: each by its keyword, and by its
    /// literal where it has one.
    pub unless: &'static [(&'static str, Option<&'static str>)],
    /// The default, for people; empty where silence means nothing.
    pub default: &'static str,
    /// What it says, for people.
    pub doc: &'static str,
}

/// One argument of a statement.
pub struct Arg {
    /// What it is called in the docs, in capitals.
    pub name: &'static str,
    /// What it holds.
    pub ty: Ty,
    /// How many.
    pub arity: Arity,
}

/// How many values one argument joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Exactly one.
    One,
    /// One or none; only as the last.
    Optional,
    /// A list joined by commas.
    List,
    /// A list or nothing; only as the last.
    OptionalList,
    /// `A -> B`, or a list of such pairs.
    Pairs,
}

/// Whether braces follow a statement.
#[derive(Clone, Copy)]
pub enum BlockRule {
    /// None.
    None,
    /// They may.
    Optional(&'static BlockSpec),
    /// They must.
    Required(&'static BlockSpec),
}

impl BlockRule {
    /// The block, if one may follow.
    pub fn spec(self) -> Option<&'static BlockSpec> {
        match self {
            BlockRule::None => None,
            BlockRule::Optional(spec) | BlockRule::Required(spec) => Some(spec),
        }
    }
}

/// How often a statement may stand in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Once.
    Once,
    /// Once with each literal that it begins with.
    OnceEach,
    /// Once with each value of this statement of its block, and once without it.
    OnceFor(&'static str),
    /// As often as needed.
    Many,
}

impl Row {
    /// A statement that may be left out and written once.
    pub const fn new(key: &'static str, args: &'static [Arg], doc: &'static str) -> Self {
        Self {
            key,
            args,
            block: BlockRule::None,
            times: Times::Once,
            required: false,
            unless: &[],
            default: "",
            doc,
        }
    }

    /// It must be there.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It must be there, unless all of these statements are.
    pub const fn required_unless(
        mut self,
        unless: &'static [(&'static str, Option<&'static str>)],
    ) -> Self {
        self.required = true;
        self.unless = unless;
        self
    }

    /// It may be written again.
    pub const fn many(mut self) -> Self {
        self.times = Times::Many;
        self
    }

    /// Rows of one keyword that begin with different literals may stand side by side.
    pub const fn once_each(mut self) -> Self {
        self.times = Times::OnceEach;
        self
    }

    /// It may stand again with another value of a statement of its block.
    pub const fn once_for(mut self, key: &'static str) -> Self {
        self.times = Times::OnceFor(key);
        self
    }

    /// The default.
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// Braces may follow.
    pub const fn opens(mut self, spec: &'static BlockSpec) -> Self {
        self.block = BlockRule::Optional(spec);
        self
    }

    /// Braces must follow.
    pub const fn holds(mut self, spec: &'static BlockSpec) -> Self {
        self.block = BlockRule::Required(spec);
        self
    }

    /// The literal that distinguishes this row from others of its keyword.
    pub fn variant(&self) -> Option<&'static str> {
        match self.args.first().map(|arg| arg.ty) {
            Some(Ty::Literal(word)) => Some(word),
            _ => None,
        }
    }

    /// What silence means, for people; empty where it means nothing.
    pub fn silence(&self) -> String {
        if !self.required {
            return self.default.to_owned();
        }
        let others = self.unless.iter().map(|(key, variant)| match variant {
            Some(variant) => format!("`{key} {variant}`"),
            None => format!("`{key}`"),
        });
        let others: Vec<String> = others.collect();
        if others.is_empty() {
            "required".to_owned()
        } else {
            format!("required, unless {} stand there", others.join(" and "))
        }
    }

    /// How it is written, for the docs and for findings: `rpo DURATION`.
    pub fn usage(&self) -> String {
        let mut text = self.key.to_owned();
        for arg in self.args {
            text.push(' ');
            text.push_str(&arg.usage());
        }
        match self.block {
            BlockRule::None => {}
            BlockRule::Optional(_) => text.push_str(" [{ … }]"),
            BlockRule::Required(_) => text.push_str(" { … }"),
        }
        text
    }
}

impl Arg {
    /// One value.
    pub const fn single(name: &'static str, ty: Ty) -> Self {
        Self {
            name,
            ty,
            arity: Arity::One,
        }
    }

    /// One value or none.
    pub const fn optional(name: &'static str, ty: Ty) -> Self {
        Self {
            name,
            ty,
            arity: Arity::Optional,
        }
    }

    /// Values joined by commas.
    pub const fn list(name: &'static str, ty: Ty) -> Self {
        Self {
            name,
            ty,
            arity: Arity::List,
        }
    }

    /// Values joined by commas, or none.
    pub const fn optional_list(name: &'static str, ty: Ty) -> Self {
        Self {
            name,
            ty,
            arity: Arity::OptionalList,
        }
    }

    /// Pairs `A -> B` joined by commas.
    pub const fn pairs(name: &'static str, ty: Ty) -> Self {
        Self {
            name,
            ty,
            arity: Arity::Pairs,
        }
    }

    /// A word that must stand here.
    pub const fn literal(word: &'static str) -> Self {
        Self {
            name: word,
            ty: Ty::Literal(word),
            arity: Arity::One,
        }
    }

    fn usage(&self) -> String {
        if let Ty::Literal(word) = self.ty {
            return word.to_owned();
        }
        let name = match self.ty {
            Ty::Choice(words) => words.join("|"),
            _ => self.name.to_owned(),
        };
        match self.arity {
            Arity::One => name,
            Arity::Optional => format!("[{name}]"),
            Arity::List => format!("{name}, …"),
            Arity::OptionalList => format!("[{name}, …]"),
            Arity::Pairs => format!("{name} -> {name}, …"),
        }
    }
}

impl BlockSpec {
    /// Its rows of one keyword.
    pub fn rows_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'static Row> + 'a {
        let rows: &'static [Row] = self.rows;
        rows.iter().filter(move |row| row.key == key)
    }
}
