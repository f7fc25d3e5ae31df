//! drplan: a compiler for disaster-recovery plans on Kubernetes.
//!
//! A `.drplan` text states what must survive and how fast it must be restored. The compiler reads it
//! (`syntax`), resolves it (`lower` to `model`), computes what follows (`analyze`),
//! reports what is wrong (`lint`, `diag`) and returns manifests (`emit`). `driver` joins these
//! steps; `cli` is the only part that touches files, clock or environment.

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
