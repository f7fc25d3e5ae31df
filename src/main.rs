//! The `drplan` binary: everything it does is in the library's command door.

fn main() -> std::process::ExitCode {
    drplan::cli::main()
}
