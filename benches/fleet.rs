//! Figures of the fleet: how long `check` and the emission of manifests take, and how they grow.
//!
//! `cargo bench`; `bench/fleet.sh` measures the whole binary against `cp -r`.

use divan::Bencher;
use drplan::compile::{Compilation, Project};
use drplan::repo::Inventory;

#[path = "../plans/fleet/fleet.rs"]
mod fleet;

const SIZES: [usize; 3] = [1_000, 5_000, 20_000];

fn main() {
    divan::main();
}

fn compile(files: &[(String, String)]) -> Compilation {
    let mut project = Project::default();
    for (name, text) in files {
        project.add(name, text.clone(), false);
    }
    let today =
        drplan::model::value::Date::new(2026, 11, 25).unwrap_or_else(|| std::process::abort());
    project.compile(today, |_| Inventory::default())
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn check(bencher: Bencher<'_, '_>, namespaces: usize) {
    let files = fleet::Fleet {
        namespaces,
        clusters: 4,
    }
    .files();
    bencher.bench_local(|| compile(&files));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn emit(bencher: Bencher<'_, '_>, namespaces: usize) {
    let done = compile(
        &fleet::Fleet {
            namespaces,
            clusters: 4,
        }
        .files(),
    );
    bencher.bench_local(|| done.bundle());
}
