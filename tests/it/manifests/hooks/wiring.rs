//! A person who does what the wiring says, and no more.

use drplan::operate::{Edit, Step};
use std::path::Path;

/// Adds the lines of every step. A step without lines is not followed.
pub fn follow(root: &Path, steps: &[Step]) {
    for edit in steps.iter().filter_map(|step| step.edit.as_ref()) {
        add(root, edit);
    }
}

/// Adds the lines of a step.
pub fn add(root: &Path, edit: &Edit) {
    let file = root.join(&edit.file);
    let text = match edit.below {
        None => String::new(),
        Some(_) => std::fs::read_to_string(&file).unwrap(),
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let at = edit.below.unwrap_or(0) as usize;
    lines.splice(at..at, edit.lines.iter().map(String::as_str));
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
}
