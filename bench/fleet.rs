//! Figures of the fleet: how long `check` and `build` take without their IO, and how they grow.
//!
//! `cargo bench`; `bench/fleet.sh` measures the whole binary against `cp -r`.

use divan::Bencher;
use drplan::driver::Project;
use drplan::model::value::Date;
use drplan::repository::Inventory;

#[path = "../plans/fleet/fleet.rs"]
mod fleet;

const SIZES: [usize; 3] = [1_000, 5_000, 10_000];

fn main() {
    divan::main();
}

fn files(namespaces: usize) -> Vec<(String, String)> {
    fleet::Fleet {
        namespaces,
        clusters: 4,
    }
    .files()
}

fn read(files: &[(String, String)]) -> Project {
    let mut project = Project::default();
    for (name, text) in files {
        project.add(name, text.clone(), false);
    }
    project
}

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap_or_else(|| std::process::abort())
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn check(bencher: Bencher<'_, '_>, namespaces: usize) {
    let files = files(namespaces);
    bencher.bench_local(|| read(&files).compile(today(), |_| Inventory::default()));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn build(bencher: Bencher<'_, '_>, namespaces: usize) {
    let files = files(namespaces);
    bencher.bench_local(|| read(&files).build(today(), |_| Inventory::default()));
}
