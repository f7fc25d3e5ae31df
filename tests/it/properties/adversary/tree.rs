//! The text of a plan as statements with blocks: what the generator writes, what the shrinker cuts,
//! and what the simulated world reads. It knows braces, quotes and ends of lines, and no keyword.

/// One statement: its words as they are written, and its block.
#[derive(Clone, Debug, Default)]
pub struct Stmt {
    pub words: Vec<String>,
    pub body: Vec<Stmt>,
}

/// A statement without a block.
pub fn line(text: &str) -> Stmt {
    parse(text).into_iter().next().unwrap_or_default()
}

impl Stmt {
    /// The first word.
    pub fn keyword(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// A word after the keyword, without its quotes and its comma.
    pub fn arg(&self, at: usize) -> &str {
        let word = self.words.get(at + 1).map_or("", String::as_str);
        word.trim_end_matches(',').trim_matches('"')
    }

    /// All words after the keyword.
    pub fn args(&self) -> Vec<&str> {
        (0..self.words.len().saturating_sub(1))
            .map(|at| self.arg(at))
            .collect()
    }

    /// The statements of the block with this keyword.
    pub fn all<'s>(&'s self, keyword: &'s str) -> impl Iterator<Item = &'s Self> {
        self.body
            .iter()
            .filter(move |stmt| stmt.keyword() == keyword)
    }

    /// The first of them.
    pub fn get(&self, keyword: &str) -> Option<&Self> {
        self.body.iter().find(|stmt| stmt.keyword() == keyword)
    }

    /// Adds a statement to the block.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.body.push(line(text));
        let last = self.body.len() - 1;
        &mut self.body[last]
    }
}

/// The plan as text again.
pub fn print(statements: &[Stmt]) -> String {
    let mut text = String::new();
    write(statements, 0, &mut text);
    text
}

fn write(statements: &[Stmt], depth: usize, text: &mut String) {
    for stmt in statements {
        text.push_str(&"  ".repeat(depth));
        text.push_str(&stmt.words.join(" "));
        if stmt.body.is_empty() {
            text.push('\n');
        } else {
            text.push_str(" {\n");
            write(&stmt.body, depth + 1, text);
            text.push_str(&"  ".repeat(depth));
            text.push_str("}\n");
        }
    }
}

/// The statements of a text.
pub fn parse(text: &str) -> Vec<Stmt> {
    let mut stack: Vec<Vec<Stmt>> = vec![Vec::new()];
    let mut words: Vec<String> = Vec::new();
    let mut opened: Vec<Stmt> = Vec::new();
    for token in tokens(text) {
        match token.as_str() {
            "{" => {
                opened.push(Stmt {
                    words: std::mem::take(&mut words),
                    body: Vec::new(),
                });
                stack.push(Vec::new());
            }
            "}" | ";" => {
                finish(&mut words, &mut stack);
                if token == "}" {
                    let body = stack.pop().unwrap_or_default();
                    let mut stmt = opened.pop().unwrap_or_default();
                    stmt.body = body;
                    if let Some(level) = stack.last_mut() {
                        level.push(stmt);
                    }
                }
            }
            _ => words.push(token),
        }
    }
    finish(&mut words, &mut stack);
    stack.into_iter().next().unwrap_or_default()
}

fn finish(words: &mut Vec<String>, stack: &mut [Vec<Stmt>]) {
    if !words.is_empty()
        && let Some(level) = stack.last_mut()
    {
        level.push(Stmt {
            words: std::mem::take(words),
            body: Vec::new(),
        });
    }
}

/// Words, braces and ends of statements; a `;` for the end of a line.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for row in text.lines() {
        let mut word = String::new();
        let mut quoted = false;
        // What stands beside the plan in the repository is a comment of it.
        let beside = row.starts_with("#author ");
        for letter in row.chars() {
            match letter {
                '"' => {
                    quoted = !quoted;
                    word.push(letter);
                }
                _ if quoted => word.push(letter),
                '#' if !beside => break,
                '{' | '}' | ';' | ' ' | '\t' => {
                    if !word.is_empty() {
                        found.push(std::mem::take(&mut word));
                    }
                    if !matches!(letter, ' ' | '\t') {
                        found.push(letter.to_string());
                    }
                }
                _ => word.push(letter),
            }
        }
        if !word.is_empty() {
            found.push(word);
        }
        found.push(";".to_owned());
    }
    found
}

#[test]
fn a_plan_is_the_same_after_it_was_read_and_written() {
    let text = "plan p { velero 1.18.3 } # why\ntier a { rpo 1h; every \"5 * * * *\"\n keep 7d }\n";
    let once = print(&parse(text));
    assert_eq!(once, print(&parse(&once)));
    assert_eq!(parse(text)[1].get("every").unwrap().arg(0), "5 * * * *");
    assert_eq!(parse(text)[1].body.len(), 3);
}
