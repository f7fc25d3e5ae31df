//! A person who does what the wiring advice says, and no more.

use drplan::operate::Step;
use regex_lite::Regex;
use std::path::Path;

/// Adds every Component as its step says. A step that names no file is not followed.
pub fn follow(root: &Path, steps: &[Step]) {
    let new = Regex::new(r"^at (.+):(\d+), add to the `spec` .*: `(components: \[.+\])`$").unwrap();
    let more = Regex::new(r"^at (.+):(\d+), add to `components` .*: `(.+)`$").unwrap();
    for step in steps {
        let found = new.captures(&step.action).or(more.captures(&step.action));
        let Some(found) = found else { continue };
        let (file, line) = (root.join(&found[1]), found[2].parse::<usize>().unwrap());
        let text = std::fs::read_to_string(&file).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let path = lines[line - 1].clone();
        assert!(
            path.trim_start().starts_with("path:"),
            "{}: {path}",
            step.action
        );
        let indent = path.len() - path.trim_start().len();
        if step.action.contains("add to the `spec`") {
            lines.insert(line - 1, format!("{}{}", " ".repeat(indent), &found[3]));
        } else {
            let list = lines
                .iter()
                .position(|line| line.trim() == "components:")
                .unwrap();
            for one in found[3].split("`, `") {
                lines.insert(list + 1, format!("{}- {one}", " ".repeat(indent)));
            }
        }
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
}
