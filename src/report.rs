//! Texts that people read, from templates: a view goes in, a text goes out.
//!
//! Templates see flat views of texts that are ready to be shown and decide nothing; a name that a
//! view does not have is an error and not an empty place.

mod about;
mod chain;
mod columns;
mod judged;
mod loss;
mod page;
mod picture;
mod promises;
mod proof;
mod table;
mod tightest;

pub use about::Written;
pub use chain::{Answer, ChainValue, VALUES, explain};
pub use columns::Column;
pub use loss::{LossView, loss, loss_of};
pub use page::page;
pub use promises::{Promise, promises};
pub use table::table;
pub use tightest::{Tightest, tightest};

/// A template of drplan's own that does not fit its view.
pub use minijinja::Error as Fault;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, HtmlEscape, UndefinedBehavior, syntax::SyntaxConfig};
use serde::Serialize;

/// The starter plan, with what `init` knows of the repository.
#[derive(Debug, Serialize)]
pub struct StarterView<'a> {
    /// The name of the plan.
    pub name: &'a str,
}

/// Where values come from.
#[derive(Debug, Serialize)]
pub struct ChainView {
    /// One for each cluster in which the namespace lives.
    pub values: Vec<ChainValue>,
}

/// Writes the starter plan.
///
/// # Errors
/// Where the template names what its view does not have.
pub fn starter(view: &StarterView<'_>) -> Result<String, Fault> {
    render(include_str!("report/templates/starter.drplan.j2"), view)
}

/// Writes where values come from.
///
/// # Errors
/// Where the template names what its view does not have.
pub fn chain(view: &ChainView) -> Result<String, Fault> {
    render(include_str!("report/templates/chain.txt.j2"), view)
}

fn render<V: Serialize>(template: &str, view: &V) -> Result<String, Fault> {
    environment()?.render_str(template, Serde(view))
}

/// The same for pages and pictures, in which texts of the plan are no markup.
fn render_html<V: Serialize>(template: &str, view: &V) -> Result<String, Fault> {
    let mut environment = environment()?;
    environment.add_filter("marked", marked);
    environment.render_named_str("page.html", template, Serde(view))
}

/// What stands between backquotes in a sentence of drplan's own, marked up as the word of a plan.
fn marked(text: &str) -> Value {
    let mut markup = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = HtmlEscape(part);
        match at % 2 {
            0 => markup.push_str(&part.to_string()),
            _ => markup.push_str(&format!("<code>{part}</code>")),
        }
    }
    Value::from_safe_string(markup)
}

fn environment() -> Result<Environment<'static>, Fault> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A line that holds a statement of the template alone leaves no line behind.
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()?;
    environment.set_syntax(syntax);
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::{ChainValue, ChainView, StarterView, chain, render, starter};

    #[test]
    fn templates_and_views_fit() {
        let text = starter(&StarterView { name: "shop" }).unwrap();
        assert!(text.contains("\nplan shop {\n") && text.ends_with("{ tier standard }\n"));
        let value = |name: &str| ChainValue {
            cluster: "prod".to_owned(),
            workload: None,
            namespace: "*".to_owned(),
            name: name.to_owned(),
            shown: "1h".to_owned(),
            steps: vec!["one".to_owned(), "two".to_owned()],
        };
        let view = ChainView {
            values: vec![value("rpo"), value("rto")],
        };
        assert_eq!(
            chain(&view).unwrap(),
            "prod *.rpo = 1h\n  one\n  two\nprod *.rto = 1h\n  one\n  two\n"
        );
        assert!(render("{{ missing }}", &StarterView { name: "shop" }).is_err());
    }
}
