//! Any text into reading, formatting, checking and emitting: `cargo fuzz run compile`.

#![no_main]

use drplan::driver::Project;
use drplan::repository::Inventory;
use drplan::source::SourceMap;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let id = sources.add("fuzz.drplan", text);
    if let Some(source) = sources.get(id) {
        let _ = drplan::fmt::format(source, id);
    }
    let mut project = Project::default();
    project.add("fuzz.drplan", text, false);
    if let Some(today) = drplan::model::value::Date::new(2026, 11, 25) {
        let _ = project.build(today, |_| Inventory::default());
    }
});
