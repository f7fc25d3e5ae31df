//! The `drplan` binary: everything it does is in the CLI of the library.

fn main() -> std::process::ExitCode {
    drplan::cli::main()
}
