//! The pages of built-in recipes, from the recipes themselves.

use crate::model::Holds;
use crate::recipe::{DUMP_PATH, Purpose, RECIPES, Recipe, RecipeParams};

/// The recipes of a name.
fn named(name: &str) -> impl Iterator<Item = &'static Recipe> {
    RECIPES
        .iter()
        .copied()
        .filter(move |recipe| recipe.name == name)
}

/// What a name is for, in one line.
pub(super) fn title(name: &str) -> String {
    let purposes: Vec<&str> = named(name).map(|recipe| purpose(recipe.purpose)).collect();
    purposes.join(", ")
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Quiesce => "quiesce",
        Purpose::Dump => "dump",
    }
}

/// The page of a name; `None` where no recipe is called so.
pub fn recipe(name: &str) -> Option<String> {
    let mut text = format!("# {name}\n");
    for recipe in named(name) {
        describe(recipe, &mut text);
    }
    named(name).next().map(|_| text)
}

fn describe(recipe: &Recipe, text: &mut String) {
    let word = purpose(recipe.purpose);
    text.push_str(&format!(
        "\n## `{word} {}`\n\n{}\n\n",
        recipe.name, recipe.doc
    ));
    let methods: Vec<&str> = recipe.safe.iter().map(|method| method.word()).collect();
    text.push_str(&format!("- consistent with: {}\n", methods.join(", ")));
    let holds = match recipe.holds {
        Holds::Nothing => "nothing",
        Holds::ServerState => {
            "a state of the server, from before the copy until it is undone after it"
        }
        Holds::SessionLock => "a lock that ends with its session, before the copy begins",
    };
    text.push_str(&format!("- holds: {holds}\n"));
    text.push_str(&format!(
        "- time-out: {}, unless the plan says another\n",
        recipe.timeout
    ));
    text.push_str(&format!(
        "- user: `{}`, unless the plan says `user`\n",
        recipe.user
    ));
    text.push_str(&format!(
        "- password: from the variable `{}` of the container\n",
        recipe.password
    ));
    let params = RecipeParams {
        user: recipe.user,
        database: None,
        path: DUMP_PATH,
        seconds: recipe.timeout.as_seconds(),
    };
    command(text, "before the copy", &(recipe.pre)(&params));
    if let Some(post) = recipe.post {
        command(text, "after the copy", &post(&params));
    }
    if let Some(load) = recipe.load {
        command(text, "to load the dump", &load(&params));
    }
}

/// A command as Velero runs it: each word by itself, without a shell around it.
fn command(text: &mut String, when: &str, words: &[String]) {
    text.push_str(&format!("\nRuns {when}:\n\n```\n"));
    for word in words {
        text.push_str(&format!("{word}\n"));
    }
    text.push_str("```\n");
}
