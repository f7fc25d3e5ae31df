// Command seal makes an age key, or encrypts the values of a Secret for it as SOPS does, so that kustomize-controller decrypts it.
//
//	seal key                    prints a new identity
//	seal RECIPIENT < a > b      encrypts data and stringData of one YAML document
//	seal recipient < identity   prints what to encrypt for
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"github.com/getsops/sops/v3"
	"github.com/getsops/sops/v3/aes"
	sopsage "github.com/getsops/sops/v3/age"
	"github.com/getsops/sops/v3/config"
	"github.com/getsops/sops/v3/keyservice"
	"github.com/getsops/sops/v3/stores/yaml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "seal:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("one of: key, recipient, RECIPIENT")
	}
	switch arguments[0] {
	case "key":
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			return err
		}
		fmt.Println(identity)
		return nil
	case "recipient":
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			return err
		}
		identity, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
		if err != nil {
			return err
		}
		fmt.Println(identity.Recipient())
		return nil
	}
	return seal(arguments[0])
}

func seal(recipient string) error {
	plain, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	store := yaml.NewStore(&config.YAMLStoreConfig{})
	branches, err := store.LoadPlainFile(plain)
	if err != nil {
		return err
	}
	key, err := sopsage.MasterKeyFromRecipient(recipient)
	if err != nil {
		return err
	}
	tree := sops.Tree{Branches: branches, Metadata: sops.Metadata{
		KeyGroups: []sops.KeyGroup{{key}}, EncryptedRegex: "^(data|stringData)$", Version: "3.11.0"}}
	dataKey, errs := tree.GenerateDataKeyWithKeyServices([]keyservice.KeyServiceClient{keyservice.NewLocalClient()})
	if len(errs) > 0 {
		return fmt.Errorf("%v", errs)
	}
	cipher := aes.NewCipher()
	mac, err := tree.Encrypt(dataKey, cipher)
	if err != nil {
		return err
	}
	tree.Metadata.LastModified = tree.Metadata.LastModified.UTC()
	tree.Metadata.MessageAuthenticationCode, err = cipher.Encrypt(mac, dataKey, tree.Metadata.LastModified.Format("2006-01-02T15:04:05Z07:00"))
	if err != nil {
		return err
	}
	sealed, err := store.EmitEncryptedFile(tree)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(sealed)
	return err
}
