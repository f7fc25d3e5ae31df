//! The forms in which a workload stands in Git, as small repositories.

/// Where the annotations of a workload must be.
#[derive(Clone, Copy)]
pub enum On {
    /// On the pods of this kind, namespace and name.
    Pods(&'static str, &'static str, &'static str),
    /// On the pods of this kind and name, which the chart of this HelmRelease makes.
    Chart(&'static str, &'static str, &'static str),
    /// In the field of this kind and name.
    Field(&'static str, &'static str, &'static [&'static str]),
}

/// A form.
pub struct Form {
    pub name: &'static str,
    /// Workloads of the plan: namespace, `apps` with its braces, workload.
    pub plan: &'static [(&'static str, &'static str, &'static str)],
    pub files: Vec<(&'static str, String)>,
    pub on: &'static [On],
}

/// What a stage must have of the author's Kustomization before its objects are in their namespace.
pub fn carried(form: &Form) -> &'static str {
    match form.name {
        "target-namespace" => "targetNamespace: shop",
        _ => "{}",
    }
}

/// A workload with a container `app`, in the namespace that it names or not.
pub fn workload(kind: &str, name: &str, namespace: &str) -> String {
    let namespace = match namespace {
        "" => String::new(),
        name => format!(", namespace: {name}"),
    };
    format!(
        "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{ name: {name}{namespace} }}\nspec:\n  selector: {{ matchLabels: {{ app: {name} }} }}\n  template:\n    metadata: {{ labels: {{ app: {name} }} }}\n    spec:\n      containers: [{{ name: app, image: registry.example/app:1 }}]\n      volumes: [{{ name: data, persistentVolumeClaim: {{ claimName: {name} }} }}]\n"
    )
}

pub fn db(namespace: &str) -> String {
    workload("StatefulSet", "db", namespace)
}

/// A kustomization.yaml with these lines.
pub fn list(lines: &str) -> String {
    format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{lines}\n")
}

/// A Component with a patch of the HelmRelease `db`, by these lines of its `spec`.
fn component(lines: &str) -> String {
    let lines = lines.replace('\n', "\n    ");
    format!(
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- patch: |\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {{ name: db, namespace: shop }}\n    spec:\n    {lines}\n"
    )
}

/// A Flux Kustomization with more lines in its `spec`.
pub fn flux(name: &str, path: &str, more: &str) -> String {
    format!(
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./{path}\n  prune: true\n  sourceRef: {{ kind: GitRepository, name: flux-system }}\n{more}"
    )
}

/// A HelmRelease with more lines in its `spec`.
pub fn release(name: &str, namespace: &str, chart: &str, more: &str) -> String {
    let namespace = match namespace {
        "" => String::new(),
        name => format!(", namespace: {name}"),
    };
    format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{ name: {name}{namespace} }}\nspec:\n  interval: 30m\n  install: {{ strategy: {{ name: RetryOnFailure }} }}\n  upgrade: {{ strategy: {{ name: RetryOnFailure }} }}\n  chart: {{ spec: {{ chart: {chart}, version: 1.0.0, sourceRef: {{ kind: HelmRepository, name: charts }} }} }}\n{more}"
    )
}

const SHOP: &[(&str, &str, &str)] = &[("shop", "apps/shop", "statefulset/db")];
const DB: &[On] = &[On::Pods("StatefulSet", "shop", "db")];

fn entry(more: &str) -> (&'static str, String) {
    ("clusters/prod/shop.yaml", flux("shop", "apps/shop", more))
}

/// Every form.
pub fn all() -> Vec<Form> {
    let mut all = plain();
    all.extend(affixed());
    all.extend(nested());
    all.extend(charts());
    all.extend(operators());
    all
}

fn plain() -> Vec<Form> {
    let top = "apps/shop/kustomization.yaml";
    let form = |name, files: Vec<(&'static str, String)>| Form {
        name,
        plan: SHOP,
        files,
        on: DB,
    };
    vec![
        form("namespace-written", vec![entry(""), ("apps/shop/db.yaml", db("shop"))]),
        form(
            "namespace-transformer",
            vec![entry(""), (top, list("namespace: shop\nresources: [db.yaml]")), ("apps/shop/db.yaml", db(""))],
        ),
        form(
            "namespace-transformer-over-another",
            vec![entry(""), (top, list("namespace: shop\nresources: [db.yaml]")), ("apps/shop/db.yaml", db("other"))],
        ),
        form(
            "namespace-of-a-base",
            vec![
                entry(""),
                (top, list("resources: [base]")),
                ("apps/shop/base/kustomization.yaml", list("namespace: shop\nresources: [db.yaml]")),
                ("apps/shop/base/db.yaml", db("")),
            ],
        ),
        form(
            "target-namespace",
            vec![entry("  targetNamespace: shop\n"), ("apps/shop/db.yaml", db(""))],
        ),
        form(
            "labels",
            vec![
                entry(""),
                (top, list("resources: [db.yaml]\nlabels: [{ pairs: { team: a }, includeTemplates: true }]")),
                ("apps/shop/db.yaml", db("shop")),
            ],
        ),
        form(
            "in-a-list",
            vec![
                entry(""),
                (
                    "apps/shop/all.yaml",
                    format!("apiVersion: v1\nkind: List\nitems:\n- {}", db("shop").replace('\n', "\n  ").trim_end()),
                ),
            ],
        ),
        form(
            "component-with-namespace",
            vec![
                entry(""),
                (top, list("resources: [db.yaml]\ncomponents: [here]")),
                ("apps/shop/db.yaml", db("")),
                (
                    "apps/shop/here/kustomization.yaml",
                    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: shop\n".to_owned(),
                ),
            ],
        ),
        form(
            "one-kustomization-over-several",
            vec![
                ("clusters/prod/apps.yaml", flux("apps", "apps", "")),
                ("apps/kustomization.yaml", list("resources: [shop, stock]")),
                (top, list("namespace: shop\nresources: [db.yaml]")),
                ("apps/shop/db.yaml", db("")),
                ("apps/stock/kustomization.yaml", list("namespace: stock\nresources: [db.yaml]")),
                ("apps/stock/db.yaml", db("")),
            ],
        ),
        Form {
            name: "base-used-twice",
            plan: &[("shop", "apps/shop", "statefulset/db"), ("stock", "apps/shop", "statefulset/db")],
            files: vec![
                entry(""),
                (top, list("resources: [one, two]")),
                ("apps/shop/one/kustomization.yaml", list("namespace: shop\nresources: [../../base]")),
                ("apps/shop/two/kustomization.yaml", list("namespace: stock\nresources: [../../base]")),
                ("apps/base/kustomization.yaml", list("resources: [db.yaml]")),
                ("apps/base/db.yaml", db("")),
            ],
            on: &[On::Pods("StatefulSet", "shop", "db"), On::Pods("StatefulSet", "stock", "db")],
        },
        Form {
            name: "namesake-in-another-namespace",
            plan: SHOP,
            files: vec![
                entry(""),
                ("apps/shop/db.yaml", db("shop")),
                ("apps/shop/other.yaml", db("other")),
            ],
            on: DB,
        },
    ]
}

fn affixed() -> Vec<Form> {
    let top = "apps/shop/kustomization.yaml";
    let form = |name, files: Vec<(&'static str, String)>| Form {
        name,
        plan: &[("shop", "apps/shop", "statefulset/blue-db")],
        files,
        on: &[On::Pods("StatefulSet", "shop", "blue-db")],
    };
    vec![
        form(
            "prefix",
            vec![
                entry(""),
                (top, list("namePrefix: blue-\nresources: [db.yaml]")),
                ("apps/shop/db.yaml", db("shop")),
            ],
        ),
        form(
            "prefix-and-namespace-of-a-base",
            vec![
                entry(""),
                (top, list("resources: [base]")),
                (
                    "apps/shop/base/kustomization.yaml",
                    list("namespace: shop\nnamePrefix: blue-\nresources: [db.yaml]"),
                ),
                ("apps/shop/base/db.yaml", db("")),
            ],
        ),
        Form {
            name: "suffixed-twice",
            plan: &[
                ("shop", "apps/shop", "statefulset/db-a"),
                ("shop", "apps/shop", "statefulset/db-b"),
            ],
            files: vec![
                entry(""),
                (top, list("namespace: shop\nresources: [one, two]")),
                (
                    "apps/shop/one/kustomization.yaml",
                    list("nameSuffix: -a\nresources: [../../base]"),
                ),
                (
                    "apps/shop/two/kustomization.yaml",
                    list("nameSuffix: -b\nresources: [../../base]"),
                ),
                ("apps/base/kustomization.yaml", list("resources: [db.yaml]")),
                ("apps/base/db.yaml", db("")),
            ],
            on: &[
                On::Pods("StatefulSet", "shop", "db-a"),
                On::Pods("StatefulSet", "shop", "db-b"),
            ],
        },
    ]
}

fn nested() -> Vec<Form> {
    let form = |name, files: Vec<(&'static str, String)>| Form {
        name,
        plan: SHOP,
        files,
        on: DB,
    };
    let top = ("apps/shop/kustomization.yaml", list("resources: [ks.yaml]"));
    vec![
        form(
            "nested",
            vec![
                entry(""),
                top.clone(),
                ("apps/shop/ks.yaml", flux("db", "apps/shop/app", "")),
                ("apps/shop/app/db.yaml", db("shop")),
            ],
        ),
        form(
            "nested-with-components",
            vec![
                entry(""),
                top.clone(),
                (
                    "apps/shop/ks.yaml",
                    flux(
                        "db",
                        "apps/shop/app",
                        "  targetNamespace: shop\n  components:\n  - ../../extra\n",
                    ),
                ),
                (
                    "apps/shop/app/kustomization.yaml",
                    list("resources: [db.yaml]"),
                ),
                ("apps/shop/app/db.yaml", db("")),
                (
                    "apps/extra/kustomization.yaml",
                    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: { a: b }\n".to_owned(),
                ),
            ],
        ),
        form(
            "nested-moved-by-its-list",
            vec![
                ("clusters/prod/apps.yaml", flux("apps", "apps", "")),
                ("apps/kustomization.yaml", list("resources: [shop]")),
                (
                    "apps/shop/kustomization.yaml",
                    list("namespace: shop\nresources: [ks.yaml]"),
                ),
                (
                    "apps/shop/ks.yaml",
                    flux("db", "apps/shop/app", "  targetNamespace: shop\n")
                        .replace("  namespace: flux-system\n", ""),
                ),
                (
                    "apps/shop/app/kustomization.yaml",
                    list("resources: [db.yaml]"),
                ),
                ("apps/shop/app/db.yaml", db("")),
            ],
        ),
        form(
            "filled-in",
            vec![
                entry(""),
                top.clone(),
                (
                    "apps/shop/ks.yaml",
                    flux("db", "apps/shop/app", "  postBuild: { substitute: { APP: db, SPACE: shop } }\n"),
                ),
                (
                    "apps/shop/app/db.yaml",
                    workload("StatefulSet", "\"${APP}\"", "\"${SPACE}\""),
                ),
            ],
        ),
        Form {
            name: "the-inner-path",
            plan: &[("shop", "apps/shop/app", "statefulset/db")],
            files: vec![
                ("clusters/prod/apps.yaml", flux("apps", "apps", "")),
                ("apps/kustomization.yaml", list("resources: [shop/ks.yaml]")),
                ("apps/shop/ks.yaml", flux("db", "apps/shop/app", "")),
                ("apps/shop/app/db.yaml", db("shop")),
            ],
            on: DB,
        },
    ]
}

fn charts() -> Vec<Form> {
    let renderer = "  postRenderers:\n  - kustomize:\n      patches:\n      - target: { kind: StatefulSet }\n        patch: |\n          - { op: add, path: /metadata/labels, value: { a: b } }\n";
    let template = "  values: { controllers: { main: { type: statefulset } }, persistence: { data: { existingClaim: db } } }\n";
    let by_name: &[(&str, &str, &str)] = &[(
        "shop",
        "apps/shop",
        "statefulset/db-postgresql { release db }",
    )];
    let on: &[On] = &[On::Chart("StatefulSet", "db-postgresql", "db")];
    let form = |name, plan, files: Vec<(&'static str, String)>, on| Form {
        name,
        plan,
        files,
        on,
    };
    vec![
        form(
            "release",
            by_name,
            vec![
                entry(""),
                ("apps/shop/db.yaml", release("db", "shop", "postgresql", "")),
            ],
            on,
        ),
        form(
            "release-with-renderers",
            by_name,
            vec![
                entry(""),
                (
                    "apps/shop/db.yaml",
                    release("db", "shop", "postgresql", renderer),
                ),
            ],
            on,
        ),
        form(
            "release-with-renderers-of-a-component",
            by_name,
            vec![
                entry("  components:\n  - ../../parts/cert\n"),
                ("apps/shop/db.yaml", release("db", "shop", "postgresql", "")),
                ("parts/cert/kustomization.yaml", component(renderer)),
            ],
            on,
        ),
        form(
            "release-with-renderers-of-a-base",
            by_name,
            vec![
                entry(""),
                ("apps/shop/kustomization.yaml", list("resources: [../base]")),
                (
                    "apps/base/kustomization.yaml",
                    list("resources: [db.yaml]\npatches: [{ path: cert.yaml }]"),
                ),
                ("apps/base/db.yaml", release("db", "shop", "postgresql", "")),
                (
                    "apps/base/cert.yaml",
                    format!(
                        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{ name: db, namespace: shop }}\nspec:\n{renderer}"
                    ),
                ),
            ],
            on,
        ),
        form(
            "release-under-a-transformer",
            by_name,
            vec![
                entry(""),
                (
                    "apps/shop/kustomization.yaml",
                    list("namespace: shop\nresources: [db.yaml]"),
                ),
                (
                    "apps/shop/db.yaml",
                    release("db", "", "postgresql", renderer),
                ),
            ],
            on,
        ),
        form(
            "release-of-two-namesakes",
            &[(
                "shop",
                "apps/shop",
                "statefulset/db-postgresql { release shop/db }",
            )],
            vec![
                entry(""),
                (
                    "apps/shop/db.yaml",
                    release("db", "shop", "postgresql", renderer),
                ),
                (
                    "apps/shop/other.yaml",
                    release("db", "other", "postgresql", renderer),
                ),
            ],
            on,
        ),
        form(
            "chart-that-is-known",
            &[("shop", "apps/shop", "statefulset/db")],
            vec![
                entry(""),
                (
                    "apps/shop/db.yaml",
                    release("db", "shop", "app-template", template),
                ),
            ],
            &[On::Chart("StatefulSet", "db", "db")],
        ),
        form(
            "nested-release",
            &[("shop", "apps/shop", "statefulset/db")],
            vec![
                entry(""),
                (
                    "apps/shop/kustomization.yaml",
                    list("namespace: shop\nresources: [ks.yaml]"),
                ),
                (
                    "apps/shop/ks.yaml",
                    flux("db", "apps/shop/app", "  targetNamespace: shop\n"),
                ),
                (
                    "apps/shop/app/kustomization.yaml",
                    list("resources: [db.yaml]"),
                ),
                (
                    "apps/shop/app/db.yaml",
                    release("db", "", "app-template", template),
                ),
            ],
            &[On::Chart("StatefulSet", "db", "db")],
        ),
    ]
}

fn operators() -> Vec<Form> {
    let object = |version: &str, kind: &str, spec: &str| {
        format!(
            "apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: db, namespace: shop }}\nspec:\n{spec}"
        )
    };
    let form = |name, plan, text, on| Form {
        name,
        plan,
        files: vec![entry(""), ("apps/shop/db.yaml", text)],
        on,
    };
    vec![
        form(
            "cnpg",
            SHOP,
            object(
                "postgresql.cnpg.io/v1",
                "Cluster",
                "  instances: 3\n  inheritedMetadata: { labels: { a: b } }\n",
            ),
            &[On::Field(
                "Cluster",
                "db",
                &["spec", "inheritedMetadata", "annotations"],
            )],
        ),
        form(
            "zalando",
            SHOP,
            object("acid.zalan.do/v1", "postgresql", "  numberOfInstances: 2\n"),
            &[On::Field("postgresql", "db", &["spec", "podAnnotations"])],
        ),
        form(
            "annotations-of-the-resource",
            SHOP,
            object(
                "redis.redis.opstreelabs.in/v1beta2",
                "Redis",
                "  kubernetesConfig: { image: redis }\n",
            ),
            &[On::Field("Redis", "db", &["metadata", "annotations"])],
        ),
        form(
            "strimzi-pool",
            &[("shop", "apps/shop", "statefulset/events-db")],
            object(
                "kafka.strimzi.io/v1beta2",
                "KafkaNodePool",
                "  replicas: 3\n",
            ),
            &[On::Field(
                "KafkaNodePool",
                "db",
                &["spec", "template", "pod", "metadata", "annotations"],
            )],
        ),
        form(
            "item-of-a-list",
            &[("shop", "apps/shop", "statefulset/db-rs1")],
            object(
                "psmdb.percona.com/v1",
                "PerconaServerMongoDB",
                "  replsets:\n  - { name: rs0, size: 3 }\n  - { name: rs1, size: 3, annotations: { a: b } }\n",
            ),
            &[On::Field(
                "PerconaServerMongoDB",
                "db",
                &["spec", "replsets", "1", "annotations"],
            )],
        ),
        form(
            "deep-item-of-a-list",
            &[("shop", "apps/shop", "statefulset/db-es-hot")],
            object(
                "elasticsearch.k8s.elastic.co/v1",
                "Elasticsearch",
                "  nodeSets: [{ name: hot, count: 3 }]\n",
            ),
            &[On::Field(
                "Elasticsearch",
                "db",
                &[
                    "spec",
                    "nodeSets",
                    "0",
                    "podTemplate",
                    "metadata",
                    "annotations",
                ],
            )],
        ),
    ]
}
