//! The one layout of a plan file.
//!
//! A text comes in, the same text in its canonical layout goes out. A text with a syntax finding is
//! not touched. There are no options: two authors never disagree about blanks.

mod out;
mod print;

use crate::diag::Diags;
use crate::source::{FileId, SourceFile, SourceMap, Span};
use crate::syntax::{self, ParsedFile};

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formatted {
    /// It is in its canonical layout already.
    Same,
    /// Its canonical layout, byte order mark and line ends of its own kind included.
    Changed(String),
    /// It has a syntax finding; the file must be left as it is, byte for byte.
    Broken,
}

/// Lays out one text; `file` is its id in the map that `source` is from.
pub fn format(source: &SourceFile, file: FileId) -> Formatted {
    let parsed = syntax::parse_file(file, source, &mut Diags::default());
    if !parsed.whole {
        return Formatted::Broken;
    }
    let text = print::print(source, &parsed);
    if text == source.text() {
        return Formatted::Same;
    }
    if says_the_same(source, &parsed, &text) {
        Formatted::Changed(text)
    } else {
        Formatted::Broken
    }
}

// INVARIANT: a layout is handed out only if it reads back as the same tree with the same comments
// in the same order. A mistake of the printer then costs a file its layout, never its content.
fn says_the_same(source: &SourceFile, parsed: &ParsedFile, text: &str) -> bool {
    let mut map = SourceMap::default();
    let id = map.add(source.path(), text);
    let Some(printed) = map.get(id) else {
        return false;
    };
    let reread = syntax::parse_file(id, printed, &mut Diags::default());
    reread.whole
        && reread.tree == parsed.tree
        && comments(source, parsed).eq(comments(printed, &reread))
}

fn comments<'a>(
    source: &'a SourceFile,
    parsed: &'a ParsedFile,
) -> impl Iterator<Item = &'a str> + 'a {
    parsed
        .trivia
        .comments()
        .iter()
        .map(|comment| comment_text(source, comment.span))
}

/// A comment without the spaces at its end.
fn comment_text(source: &SourceFile, span: Span) -> &str {
    source.slice(span).trim_end_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Formatted {
        let mut map = SourceMap::default();
        let id = map.add("plan.drplan", text);
        format(map.get(id).unwrap(), id)
    }

    fn check(input: &str, expected: &str) {
        match run(input) {
            Formatted::Same => assert_eq!(input, expected, "left as it was"),
            Formatted::Changed(text) => assert_eq!(text, expected, "from {input:?}"),
            Formatted::Broken => panic!("broken: {input:?}"),
        }
        assert_eq!(run(expected), Formatted::Same, "not stable: {expected:?}");
    }

    #[test]
    fn blanks() {
        check("", "");
        check("\n \n\n", "");
        check("plan   shop", "plan shop\n");
        check("\t plan \tshop  \n\n\n", "plan shop\n");
        check("a x ,y,z\n", "a x, y, z\n");
        check("a x->y , \"p\"  ->\t\"q\"\n", "a x -> y, \"p\" -> \"q\"\n");
        check("a - > >b\n", "a - > >b\n");
        check("a x,y z , w{b}\n", "a x, y z, w { b }\n");
        check("\n\na\n\n\n\nb\nc\n", "a\n\nb\nc\n");
        check("z 1; a 2\n", "z 1\na 2\n");
        check("a; ;;b;\n;\nc", "a\nb\nc\n");
    }

    #[test]
    fn blocks() {
        check("a{}\n", "a {}\n");
        check("a {\n\n ; \n}\n", "a {}\n");
        check("a x{b;c  1 ;;d{e}}", "a x { b; c 1; d { e } }\n");
        check("a {\nb; c { d }\n}", "a {\n  b\n  c { d }\n}\n");
        check("a { b {\n c } }", "a {\n  b {\n    c\n  }\n}\n");
        check(
            "a {\n\n\n  b\n\n\n\n  c\n\n}\n\n\nd",
            "a {\n  b\n\n  c\n}\n\nd\n",
        );
        check("a { b }; c { d }\n", "a { b }\nc { d }\n");
        check("a {\r\nb\r\n}\r\n", "a {\r\n  b\r\n}\r\n");
    }

    #[test]
    fn width_of_blocks() {
        let word = "w".repeat(90);
        check(
            &format!("{word} {{ b; cd }}"),
            &format!("{word} {{ b; cd }}\n"),
        );
        check(
            &format!("{word} {{ b; cde }}"),
            &format!("{word} {{\n  b\n  cde\n}}\n"),
        );
        check(
            &format!("x {{ {word} {{ b }}; {word} {{ b; cd }} }} # c"),
            &format!("x {{\n  {word} {{ b }}\n  {word} {{\n    b\n    cd\n  }}\n}} # c\n"),
        );
        // Characters count, not bytes; a comment at the end of a line does not count.
        let word = "ä".repeat(90);
        check(
            &format!("{word} {{ b; cd }} # c"),
            &format!("{word} {{ b; cd }} # c\n"),
        );
    }

    #[test]
    fn lists() {
        check("a x,\n\n  y,\n z { b }\n", "a x, y, z { b }\n");
        let word = "w".repeat(46);
        check(
            &format!("a {word},\n{word}"),
            &format!("a {word}, {word}\n"),
        );
        check(
            &format!("a {word},{word},x"),
            &format!("a {word}, {word}, x\n"),
        );
        check(
            &format!("a {word},{word},xy"),
            &format!("a {word}, {word}, xy\n"),
        );
        let broken = format!("a {word},\n    {word},\n    xyz");
        check(&format!("a {word},{word},xyz"), &format!("{broken}\n"));
        // The brace counts, and what a broken list leaves of the line is free for the block.
        let broken = format!("a {word},\n    {word},\n    xy");
        check(
            &format!("a {word},{word},xy{{}}"),
            &format!("{broken} {{}}\n"),
        );
        check(
            &format!("a {word},{word},xy{{b;c}}"),
            &format!("{broken} {{ b; c }}\n"),
        );
        check(
            &format!("a {word},{word},xy{{b;c\n}}"),
            &format!("{broken} {{\n  b\n  c\n}}\n"),
        );
        // No list, no break.
        check(
            &format!("a {word} {word} {word}"),
            &format!("a {word} {word} {word}\n"),
        );
    }

    #[test]
    fn comments() {
        check("#  c \t\n\n\n#d", "#  c\n\n#d\n");
        check("a   #c\nb;  # d \n", "a #c\nb # d\n");
        check("a; # c\n; # d\n", "a # c\n# d\n");
        check("a; b # c\n", "a\nb # c\n");
        check(
            "a { # c\n\n# d\n b\n    # e\n\n}\n",
            "a { # c\n  # d\n  b\n  # e\n}\n",
        );
        check("a {\n# c\n}\n", "a {\n  # c\n}\n");
        check("a { b # c\n}\n", "a {\n  b # c\n}\n");
        check("a { b; c } # d\n  # e\nf\n", "a { b; c } # d\n# e\nf\n");
        check("# c\n\na\n# d\n\nb\n", "# c\n\na\n# d\n\nb\n");
        check("a {\n  b\n\n\n  # c\n}", "a {\n  b\n\n  # c\n}\n");
    }

    #[test]
    fn comments_in_lists() {
        check("a x, # c\ny,z {b}", "a x, # c\n    y,\n    z { b }\n");
        check("a x,\n# c\n\n\n y", "a x,\n    # c\n\n    y\n");
        check(
            "p {\na w x,\n# c\ny\n}",
            "p {\n  a w x,\n      # c\n      y\n}\n",
        );
    }

    #[test]
    fn strings() {
        check("a  \"x  y\\\"\\u{41}\" ", "a \"x  y\\\"\\u{41}\"\n");
        check("a  \"\"\"x \\ \"y\"\"\"", "a \"\"\"x \\ \"y\"\"\"\n");
        let raw = "\"\"\"\n      x  \n\n        y\n      \"\"\"";
        check(
            &format!("p {{ a  {raw},{raw} {{b;c}} }}"),
            &format!("p {{\n  a {raw}, {raw} {{ b; c }}\n}}\n"),
        );
        check("a \"{ ; # }\"{}", "a \"{ ; # }\" {}\n");
    }

    #[test]
    fn line_ends() {
        check("a\r\n\r\n\r\n# c \r\nb\n", "a\r\n\r\n# c\r\nb\r\n");
        check("a\nb\r\n", "a\nb\n");
        check(
            "a\r\nb \"\"\"\n  x\n  \"\"\"",
            "a\r\nb \"\"\"\r\n  x\r\n  \"\"\"\r\n",
        );
        check(
            "a\nb \"\"\"\r\n  x\r\n  \"\"\"",
            "a\nb \"\"\"\n  x\n  \"\"\"\n",
        );
        check(
            "a\nb \"\"\"\r\n  x\r\r\n  \"\"\"",
            "a\nb \"\"\"\n  x\r\r\n  \"\"\"\n",
        );
        check("\u{feff}  a", "\u{feff}a\n");
        check("\u{feff}# c\n\n\na", "\u{feff}# c\n\na\n");
        check("\u{feff}", "\u{feff}");
    }

    #[test]
    fn broken_texts_are_left_alone() {
        for text in [
            "a {",
            "a }",
            "a x,",
            "a \"x",
            "a\u{a0}b",
            "a\rb",
            "a \"\\q\"",
            "a {} b {}",
        ] {
            assert_eq!(run(text), Formatted::Broken, "{text:?}");
        }
    }

    /// Whatever is put where, a text is refused or laid out once and for all.
    #[test]
    fn mutations() {
        let base =
            "# c\nplan a, b -> \"x\" {\n  b 1; c { d; e }\n\n  f \"\"\"\n   x\n   \"\"\" # g\n}\n";
        let pieces =
            "\n@\r\n@ @;@,@# k\n@ # k\n@{@}@{}@\"@->@w@\"\"\"@\\@\u{feff}@\t@\n\n\n@, # k\n";
        let pieces: Vec<&str> = pieces.split('@').collect();
        let mut seed = 7u32;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % below
        };
        let mut laid_out = 0;
        for _ in 0..1500 {
            let mut text: Vec<String> = base.chars().map(String::from).collect();
            for _ in 0..=next(4) {
                let at = next(text.len());
                match next(3) {
                    0 => drop(text.remove(at)),
                    _ => text.insert(at, pieces[next(pieces.len())].to_owned()),
                }
            }
            let text = text.concat();
            match run(&text) {
                Formatted::Same => {}
                Formatted::Changed(new) => {
                    laid_out += 1;
                    assert_eq!(run(&new), Formatted::Same, "{text:?} became {new:?}");
                }
                Formatted::Broken => {
                    let mut map = SourceMap::default();
                    let id = map.add("plan.drplan", text.as_str());
                    let source = map.get(id).unwrap();
                    let whole = syntax::parse_file(id, source, &mut Diags::default()).whole;
                    assert!(!whole, "the printer lost something of {text:?}");
                }
            }
        }
        assert!(laid_out > 100, "{laid_out}");
    }
}
