// Writes what the kubelet makes of texts in a container's command, arguments and variables, as a table
// for the tests of src/emit/jobs: `go run ./expand > ../../../it/manifests/kubelet/expanded.tsv`.
//
// A row is a text and what becomes of it, both as JSON strings; bytes that are no UTF-8 any more are
// written as U+FFFD. The variables are X, which is `x`, EMPTY, which is empty, and MORE, which is
// `$(X)`.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"

	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

func main() {
	mapping := expansion.MappingFuncFor(map[string]string{"X": "x", "EMPTY": "", "MORE": "$(X)"})
	row := func(text string) {
		in, _ := json.Marshal(text)
		out, _ := json.Marshal(expansion.Expand(text, mapping))
		fmt.Printf("%s\t%s\n", in, out)
	}
	for _, text := range []string{
		"", "$", "$$", "$$$", "$$$$", "a$", "$a", "$1", "$(X)", "$$(X)", "$$$(X)", "$$$$(X)", "$(", "$()", "$(X",
		"$(Y)", "$(X)$(X)", "$($(X))", "$(MORE)", "$(EMPTY)", "$ (X)", "${X}", "$${X}", "$X", "$é", "$$é", "é$(X)é",
		"$日本", "$$日本", "DO $$ BEGIN PERFORM pg_promote(); END $$", "exec \"$@\"", "\"$(cat \"$0\")\"", "$\n", "$\x00",
	} {
		row(text)
	}
	pieces := []string{"$", "$", "$", "$$", "(", ")", "X", "MORE", "EMPTY", "$(X)", "a", " ", "é", "日", "\n", "\"", "\\"}
	random := rand.New(rand.NewSource(1))
	for n := 0; n < 1000; n++ {
		text := ""
		for k := random.Intn(10); k >= 0; k-- {
			text += pieces[random.Intn(len(pieces))]
		}
		row(text)
	}
}
