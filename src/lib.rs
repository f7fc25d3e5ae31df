//! drplan: a compiler for disaster-recovery plans on Kubernetes.
//!
//! A `.drplan` text says what must survive and how fast it must be back. The compiler reads it
//! (`syntax`), finds out what it means (`lower` to `model`), computes what follows (`analyze`),
//! says what is wrong (`lint`, `diag`) and hands out manifests (`emit`). `compile` strings these
//! together; `cli` is the only part that touches files, clock or environment.

pub mod analyze;
pub mod cli;
pub mod diag;
pub mod driver;
pub mod emit;
pub mod fmt;
pub mod lint;
pub mod lower;
pub mod model;
pub mod operate;
pub mod output;
pub mod recipe;
pub mod report;
pub mod repository;
pub mod schema;
pub mod source;
pub mod syntax;
