//! What verbs print: JSON for every outcome, answers that findings do not bury, plans that are found.

use crate::support::test::{PLAN, Test};
use serde_json::Value;

/// A plan that cannot keep its promise.
const BROKEN: &str = "plan p\ncluster c { region r }\nstore s { s3 b { region r } }\ntier t { rpo 2m; keep 7d }\nnamespace a { tier t }\n";

/// What stands on standard output alone, with the exit code.
fn stdout(test: &Test, args: &[&str]) -> (Option<i32>, String) {
    let output = test.command(args).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// Every verb that prints a report, in an outcome that succeeds and in one that does not.
#[test]
fn json_is_json_for_every_verb_and_outcome() {
    let moment = "2026-03-02T03:59";
    let outcomes: &[(&str, &[&str], i32)] = &[
        (PLAN, &["check"], 0),
        (BROKEN, &["check"], 1),
        ("plan {", &["check"], 1),
        (PLAN, &["check", "nothing-there"], 74),
        (PLAN, &["fmt"], 0),
        ("plan p  {}\n", &["fmt"], 0),
        ("plan {", &["fmt", "--check"], 1),
        ("plan   p\n", &["fmt", "--check"], 4),
        (PLAN, &["build"], 0),
        (PLAN, &["build", "--check"], 4),
        (PLAN, &["build", "--diff"], 0),
        (BROKEN, &["build"], 1),
        (PLAN, &["build", "--remove-old", "q"], 2),
        (PLAN, &["show"], 0),
        (BROKEN, &["show"], 1),
        ("plan {", &["show"], 1),
        (PLAN, &["show", "--columns", "rpoo"], 2),
        (PLAN, &["explain"], 0),
        (PLAN, &["explain", "rpo-not-met"], 0),
        (PLAN, &["explain", "rpo"], 0),
        (PLAN, &["explain", "postgres"], 0),
        (PLAN, &["explain", "tier"], 0),
        (PLAN, &["explain", "a.rpo"], 0),
        (PLAN, &["explain", "b.rpo"], 1),
        (PLAN, &["explain", "nonsense"], 2),
        (PLAN, &["simulate", "--lose", "r", "--at", moment], 0),
        (BROKEN, &["simulate", "--lose", "r", "--at", moment], 1),
        ("plan {", &["simulate", "--lose", "r", "--at", moment], 1),
        (PLAN, &["simulate", "--lose", "q", "--at", moment], 2),
        (PLAN, &["simulate", "--lose", "r", "--at", "now"], 2),
        (PLAN, &["failover", "status"], 0),
        (BROKEN, &["failover", "status"], 1),
        (PLAN, &["failover", "begin"], 2),
        (BROKEN, &["failover", "begin"], 2),
        ("plan {", &["failover", "begin"], 1),
        (PLAN, &["init", "new"], 0),
        (PLAN, &["init"], 2),
        (PLAN, &["version"], 0),
        (PLAN, &["version", "--nonsense"], 2),
        (PLAN, &["nonsense"], 2),
    ];
    for (text, args, code) in outcomes {
        let test = Test::git().file("dr/p.drplan", text);
        let after: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        let (exit, report) = stdout(&test, &after);
        assert_eq!(exit, Some(*code), "{args:?}: {report}");
        let value: Value = serde_json::from_str(&report)
            .unwrap_or_else(|fault| panic!("{args:?}: {fault}: {report}"));
        assert!(value["format_version"].is_u64(), "{args:?}: {report}");
    }
    let empty = Test::git();
    for verb in ["check", "build", "show", "fmt", "failover status"] {
        let words: Vec<&str> = verb.split(' ').chain(["--format", "json"]).collect();
        let (exit, report) = stdout(&empty, &words);
        assert_eq!(exit, Some(3), "{verb}: {report}");
        let value: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(value["error"]["exit"], 3, "{verb}");
    }
}

#[test]
fn a_format_belongs_to_the_report_of_a_verb() {
    let test = Test::git().file("dr/p.drplan", PLAN);
    test.run(&["--format", "json", "check"])
        .code(0)
        .says("\"findings\"");
    test.run(&["--format", "json", "show"])
        .code(0)
        .says("\"rows\"");
    test.run(&["--format", "concise", "show"])
        .code(2)
        .says("no format `concise`; it has text, json");
    test.run(&["show", "--format", "concise"]).code(2);
    test.run(&["--format", "json", "man"]).code(2);
}

#[test]
fn a_move_is_json_too() {
    let text = "plan p\ncluster c { region r }\ncluster d { recovers c; region q; standby warm }\nstore s { s3 b { region r }; replica e { region q } }\ntier t { rpo 1h; keep 7d }\nnamespace a { tier t; apps apps/a }\n";
    let test = Test::git()
        .file("dr/p.drplan", text)
        .file("apps/a/kustomization.yaml", "resources: []\n");
    let (exit, report) = stdout(&test, &["failover", "begin", "--format", "json"]);
    assert_eq!(exit, Some(0), "{report}");
    let value: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(value["modes"][0]["cluster"], "d", "{report}");
    assert_eq!(value["changes"][0]["what"], "edited", "{report}");
    assert!(value["advice"][0]["do"].is_string(), "{report}");
}

/// The table of a plan that breaks its promise is what shows where.
#[test]
fn show_and_simulate_answer_while_a_promise_is_broken() {
    let test = Test::git().file("dr/p.drplan", BROKEN);
    test.run(&["show"])
        .code(1)
        .says("not met")
        .says("1 error, 1 warning; `drplan check` shows them")
        .never_says("rpo-not-met");
    let lose = ["simulate", "--lose", "c", "--at", "2026-03-02T03:59"];
    test.run(&lose).code(1).says("loss of cluster c");
    // Of a plan that could be read in part only, what is not read would look as if it had no promise.
    test.write(
        "dr/p.drplan",
        PLAN.replace("namespace a { tier t }", "namespace a { tier u }"),
    );
    test.run(&["show"])
        .code(1)
        .says("unknown-name")
        .never_says("verdict");
}

#[test]
fn a_queue_without_an_end_has_no_worst_case() {
    let plan = "plan p { velero 1.18.3 }
cluster prod { region east }
store main { s3 b { region west } }
tier a { rpo 3h; keep 7d; every \"*/30 * * * *\" }
namespace n1 { tier a; workload deployment/f { recover file-backup; volume data { size 500Gi } } }
namespace n2 { tier a; keep 8d; workload deployment/f { recover file-backup; volume data { size 1Gi } } }
";
    let test = Test::new().plan(plan);
    let text = test.run(&["check"]).code(1).text();
    assert!(text.contains("cannot-keep-up"), "{text}");
    let text = test.run(&["show"]).text();
    assert!(text.contains("unknown") && !text.contains(" ok"), "{text}");
}

#[test]
fn a_clean_plan_is_said_in_one_line() {
    let test = Test::git();
    test.run(&["init", "--name", "shop"]).code(0);
    let line = "plan shop: 0 errors, 0 warnings; 2 namespaces, 2 clusters; no sum counts the volumes of 1 namespace that declares no workload; tightest promise: rpo 1h of payments/statefulset/postgres, 58m17s at worst\n";
    let output = test.command(&["check"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(String::from_utf8_lossy(&output.stderr), line);
    let quiet = test.run(&["check", "--quiet"]).code(0);
    assert_eq!(quiet.text(), "");
}

#[test]
fn plans_below_a_folder_are_found_and_named() {
    let other = PLAN
        .replace("plan p", "plan q")
        .replace("namespace a", "namespace b")
        .replace("s3 b", "s3 another");
    let test = Test::git()
        .file("teams/a/p.drplan", PLAN)
        .file("org/tiers.drplan", "tier x { rpo 1h; keep 7d }\n")
        .file(".hidden/r.drplan", "plan {");
    test.run(&["check"])
        .code(0)
        .says("plan p")
        .never_says("teams/a:");
    test.run(&["show"]).code(0);
    test.write("teams/b/q.drplan", &other);
    test.run(&["check"])
        .code(0)
        .says("plan p in teams/a: ")
        .says("plan q in teams/b: ")
        .never_says("tiers.drplan");
    test.run(&["build"])
        .code(2)
        .says("there are 2 plans below this folder: name one of teams/a, teams/b");
    test.run(&["build", "teams/b"]).code(0);
    test.run(&["show", "teams"])
        .code(2)
        .says("teams/a, teams/b");
    test.run_in("teams", &["check"]).code(0).says("plan q in ");
    // The worst plan decides, and every plan is judged.
    test.write("teams/a/p.drplan", BROKEN);
    test.run(&["check", "--format", "concise"])
        .code(1)
        .says("rpo-not-met")
        .says("plan q in teams/b: 0 errors");
    // Another repository is not ours.
    std::fs::create_dir_all(test.at("vendor/x/.git")).unwrap();
    test.write("vendor/x/s.drplan", "plan {");
    test.run(&["check"]).code(1).never_says("vendor");
}

#[test]
fn standard_input_is_a_plan_for_every_question() {
    let test = Test::git().file("p.txt", PLAN);
    for args in [
        &["check", "-"] as &[&str],
        &["show", "-"],
        &["explain", "a.rpo", "-"],
        &["simulate", "-", "--lose", "r", "--at", "2026-03-02T03:59"],
    ] {
        let mut command = test.command(args);
        command.stdin(std::fs::File::open(test.at("p.txt")).unwrap());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn explain_says_what_is_not_there_and_what_may_be_meant() {
    let text = format!(
        "{PLAN}namespace databases {{\n  tier t\n  workload statefulset/pg {{ recover snapshot; volume data }}\n}}\nsnapshots x {{ driver d }}\n"
    );
    let test = Test::git().file("dr/p.drplan", text);
    let explain = |what: &str| test.run(&["explain", what]);
    explain("database.rpo")
        .code(1)
        .says("did you mean `databases`?");
    explain("databases/statefulset/pq.rpo")
        .code(1)
        .says("no workload `statefulset/pq`; did you mean `statefulset/pg`?");
    explain("databases/statefulset/pg.rpo").code(0);
    explain("databases.rto").code(1).says("states no `rto`");
    explain("databases.rpoo")
        .code(2)
        .says("did you mean `databases.rpo`?");
    explain("rpo-not-mett")
        .code(2)
        .says("did you mean `rpo-not-met`?");
    let (_, list) = stdout(&test, &["explain"]);
    for row in drplan::diag::findings::FINDINGS {
        assert!(list.contains(row.name), "{}", row.name);
    }
    for recipe in drplan::recipe::RECIPES {
        let page = explain(recipe.name).code(0);
        assert!(page.text().contains(recipe.doc), "{}", recipe.name);
    }
    for value in drplan::report::VALUES {
        let page = explain(value).code(0);
        assert!(page.text().starts_with(&format!("# {value}\n")), "{value}");
    }
    for block in drplan::schema::blocks() {
        for row in block.rows {
            explain(row.key).code(0);
        }
    }
}

#[test]
fn of_many_files_twenty_are_named() {
    let namespaces: String = (0..30)
        .map(|n| {
            format!("namespace n{n} {{ tier t; allow hook-not-reachable \"x\" until 2027-06-30; apps apps; workload statefulset/pg {{ recover snapshot; volume data {{ size 1Gi }}; quiesce postgres {{ container pg }} }} }}\n")
        })
        .collect();
    let text = PLAN.replace("rpo 1h", "rpo 30h") + &namespaces + "snapshots x { driver d }\n";
    let test = Test::git().file("dr/p.drplan", text).file(
        "apps/kustomization.yaml",
        "resources: [https://example.com/base]\n",
    );
    let (_, text) = stdout(&test, &["build"]);
    let named = text
        .lines()
        .filter(|line| line.starts_with("wrote "))
        .count();
    assert_eq!(named, 20, "{text}");
    let last = text.lines().last().unwrap();
    let more: usize = last
        .strip_prefix("and ")
        .and_then(|rest| rest.strip_suffix(" more"))
        .unwrap()
        .parse()
        .unwrap();
    let built = test.tree().into_iter();
    let built =
        built.filter(|(path, _)| path.starts_with("dr/p/") || path.starts_with("clusters/"));
    // The list of outputs is no output.
    assert_eq!(named + more, built.count() - 1, "{text}");
}

/// What is wired needs no advice; what is not is said with file and line.
#[test]
fn advice_is_given_where_something_is_missing() {
    let text = format!(
        "{PLAN}namespace db {{\n  tier t\n  apps apps/db\n  workload statefulset/pg {{\n    recover snapshot\n    volume data {{ size 1Gi }}\n    quiesce postgres {{ container pg }}\n  }}\n}}\nsnapshots x {{ driver d }}\n"
    );
    let pg = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: pg, namespace: db}\nspec: {template: {spec: {containers: [{name: pg, volumeMounts: [{name: data}]}]}}, volumeClaimTemplates: [{metadata: {name: data}}]}\n";
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: db\nspec:\n";
    let test = Test::git()
        .file("dr/p.drplan", text)
        .file("apps/db/kustomization.yaml", "resources: [pg.yaml]\n")
        .file("apps/db/pg.yaml", pg);
    let build = || test.run(&["build"]).code(0);
    build()
        .says(
            "to the Kustomization that applies apps/db, add `components: [../../dr/p/c/hooks/db]`",
        )
        .says("the repository does not show this Kustomization");
    test.write("clusters/c/apps.yaml", format!("{flux}  path: ./apps/db\n"));
    build().says(
        "1. in clusters/c/apps.yaml, below line 6, add\n   |  components:\n   |    - ../../dr/p/c/hooks/db\n   why: ",
    );
    // A Kustomization of a folder above counts from its own path.
    test.write(
        "clusters/c/apps.yaml",
        format!("{flux}  prune: true\n  path: \"apps\"\n"),
    );
    build()
        .says("in clusters/c/apps.yaml, below line 7, add\n")
        .says("   |    - ../dr/p/c/hooks/db\n");
    test.write(
        "clusters/c/apps.yaml",
        format!("{flux}  path: ./apps/db\n  components: [../../dr/p/c/hooks/db]\n"),
    );
    build()
        .never_says("to wire")
        .never_says("by hand")
        .never_says("components");
}

/// A number that a manifest gives is shown with its file and line, and one of the plan with its own.
#[test]
fn a_number_names_the_file_and_line_that_it_is_read_from() {
    let pg = "apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: pg
  namespace: db
spec:
  template:
    spec:
      containers:
      - name: pg
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      resources:
        requests:
          storage: 40Gi
";
    let text = format!(
        "{}namespace db {{\n  tier t\n  apps apps/db\n  workload statefulset/pg {{ recover snapshot; volume data {{ change 3%/d }} }}\n}}\nsnapshots x {{ driver d }}\ncluster e {{ recovers c; brings velero; region q }}\n",
        PLAN.replace(
            "s3 b { region r }",
            "s3 b { region r }; replica w { region q }"
        )
    );
    let test = Test::git()
        .file("dr/p.drplan", text)
        .file("apps/db/kustomization.yaml", "resources: [pg.yaml]\n")
        .file("apps/db/pg.yaml", pg);
    test.run(&["explain", "db.rpo"])
        .code(0)
        .says("size 40Gi (apps/db/pg.yaml:17)")
        .says("change 3%/d (dr/p.drplan:9)");
}

/// `explain` of a namespace says of each workload what `show` says of it.
#[test]
fn the_method_of_a_namespace_is_that_of_each_workload() {
    let text = format!(
        "{PLAN}namespace db {{\n  tier t\n  workload statefulset/one {{ volume data {{ size 1Gi; label a=b; skip \"dumped\" }}; volume dump {{ size 1Gi }}; recover dump postgres {{ into dump; container c }} }}\n  workload statefulset/two {{ recover rebuild }}\n}}\n"
    );
    let test = Test::git().file("dr/p.drplan", text);
    test.run(&["explain", "db.method"])
        .code(0)
        .says("db/statefulset/one.method = dump")
        .says("db/statefulset/two.method = rebuild");
    test.run(&["explain", "db/statefulset/two.method"])
        .code(0)
        .says("db/statefulset/two.method = rebuild");
    test.run(&["explain", "a.method"])
        .code(0)
        .says("a.method = file-backup");
}

/// What a person types who takes one thing for another is answered with what to type.
#[test]
fn what_is_asked_in_another_way_is_answered() {
    let test = Test::git().file("dr/p.drplan", PLAN);
    let explain = |what: &str| test.run(&["explain", what]);
    explain("a.recover")
        .code(2)
        .says("did you mean `a.method`?");
    explain("a.every")
        .code(2)
        .says("did you mean `a.schedule`?");
    test.run(&["explain", "rpo", "a"])
        .code(2)
        .says("is `drplan explain a.rpo`");
    test.run(&["show", "--columns", "foo"])
        .code(2)
        .says("the columns are cluster, namespace, ");
    test.run(&["failover", "begin", "c"])
        .code(74)
        .says("a cluster is named with `--cluster c`");
    let every = explain("every").code(0);
    assert!(
        !every.stdout.contains("nothing of the kind"),
        "{}",
        every.stdout
    );
}

/// `*` has a time, as every namespace: its Restore, and then its pods.
#[test]
fn the_rest_has_a_time() {
    let plan = "plan p
cluster prod { region us-east-1 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 p-velero { region us-east-1 }; replica p-west { region us-west-2 } }
tier standard { rpo 1d; rto 8h; keep 7d }
tier open { rpo 1d; keep 7d }
namespace * { tier standard }
namespace web { tier open }
";
    let test = Test::git().file("dr/p.drplan", plan);
    let run = |args: &[&str]| stdout(&test, args).1;
    let table = run(&["show", "--columns", "namespace,rto,back"]);
    assert!(!table.contains("not computed"), "{table}");
    let why = run(&["explain", "*.rto"]);
    assert!(
        why.contains("* on dr: restored after 47m46s") && why.contains("switch: not declared"),
        "{why}"
    );
}
