"""Two plans in one repository recover side by side, and neither takes the other's objects away."""
import os
import shutil

from lab import edits, look, places, primary, states
from lab.tree import Tree

FROM = "empty"


def run(lab, tree):
    tree = Tree(lab, states.SHOP)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    shutil.copytree(os.path.join(places.PLANS, "books"), tree.dir, dirs_exist_ok=True)
    tree.write(states.PROD + "/books.yaml", primary.stage("books"))
    tree.drplan("build")
    said = tree.drplan("build", "books")
    lab.holds("the second plan says that the first must leave its namespace out", "rest-not-rebuilt" in said, said)
    tree.drplan("build")
    tree.publish("two plans")
    for bucket in ("shop-velero", "shop-velero-west"):
        lab.store.make(bucket)
    primary.start(lab, tree, states.PROD)
    states.write_rows(lab)
    primary.put(lab.prod, "books", "data-catalogue-0", "books-1")
    primary.backed_up(lab, lab.prod)
    taken = [upload["metadata"]["name"] for upload in lab.prod.api.list("datauploads")
             if upload["spec"]["sourceNamespace"] == "books" and upload["metadata"]["name"].startswith("shop-")]
    lab.holds("the `*` of the shop leaves the books out", not taken, str(taken))
    lab.store.replicate("shop-velero", "shop-velero-west")
    lab.prod.down()
    states.begin_recovery(lab, tree)
    for plan in ("books", "shop"):
        lab.until(300, f"complete-r1 of {plan}", lambda plan=plan: look.ready(lab.dr, f"{plan}-complete-r1"))
    for (namespace, claim), text in {**states.ROWS, ("books", "data-catalogue-0"): "books-1"}.items():
        lab.holds(f"the data of {namespace}/{claim} is back", primary.data(lab.dr, namespace, claim) == text, primary.data(lab.dr, namespace, claim))

    # The outputs of one go; those of the other stay.
    tree.drplan("failover", "begin")
    before = {name for name in tree.files() if name.startswith(("dr/books/", states.DR + "/drplan-books"))}
    tree.drplan("failover", "finish")
    lab.holds("`finish` of one plan leaves the other's files", before <= set(tree.files()))
    revision = tree.publish("the shop is finished, the books are not")
    lab.until(120, "everything is Ready", lambda: look.all_ready(lab.dr, revision))
    names = {k["metadata"]["name"] for k in lab.dr.cache["kustomizations"].all()}
    lab.holds("the books' stages are there", "books-restore-standard-r1" in names and "shop-restore-standard-r1" not in names, str(sorted(names)))


MUTATIONS = {
    "one plan's location under the other's name": lambda files: files.update(
        {name: text.replace("books-main", "shop-main") for name, text in files.items() if "dr/books/" in name or "drplan-books" in name}),
    "`*` takes what the other plan names": edits.with_text("dr/shop/prod-us-east-1/backup/schedule-standard-rest.yaml", "    - books\n", ""),
}
