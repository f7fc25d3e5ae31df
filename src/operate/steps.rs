//! What people do beside a move, as data: the command line, a runbook and a report print the same steps.

/// One step of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do, as an imperative.
    pub action: String,
    /// Why, or what happens otherwise; empty where the action says it.
    pub why: String,
    /// What it concerns, one a line: buckets, for example.
    pub items: Vec<String>,
    /// The commands that do it, or show that it is done, in this order.
    pub commands: Vec<String>,
    /// The lines that are written, and where.
    pub edit: Option<Edit>,
}

/// Lines of a file of the author's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The line below which they are added; `None` for a new file.
    pub below: Option<u32>,
    /// The lines.
    pub lines: Vec<String>,
}

impl Step {
    /// A step without commands.
    pub fn new(action: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            why: String::new(),
            items: Vec::new(),
            commands: Vec::new(),
            edit: None,
        }
    }

    /// The lines that are written.
    #[must_use]
    pub fn edit(mut self, edit: Edit) -> Self {
        self.edit = Some(edit);
        self
    }

    /// Why it is done.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// What it concerns.
    #[must_use]
    pub fn items(mut self, items: impl IntoIterator<Item = String>) -> Self {
        self.items.extend(items);
        self
    }

    /// A command that does it.
    #[must_use]
    pub fn run(mut self, command: impl Into<String>) -> Self {
        self.commands.push(command.into());
        self
    }

    /// Commands that do it.
    #[must_use]
    pub fn run_all(mut self, commands: impl IntoIterator<Item = String>) -> Self {
        self.commands.extend(commands);
        self
    }
}
