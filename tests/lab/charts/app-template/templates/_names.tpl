{{/* The name of a controller: the release's, with a suffix where there are several. */}}
{{- define "controller" -}}
{{- if eq (len .root.Values.controllers) 1 }}{{ .root.Release.Name }}{{ else }}{{ .root.Release.Name }}-{{ .id }}{{ end }}
{{- end }}
{{/* The name of a claim, by the same rule. */}}
{{- define "claim" -}}
{{- $claims := 0 }}
{{- range $id, $item := .root.Values.persistence }}
{{- if and (eq (default "persistentVolumeClaim" $item.type) "persistentVolumeClaim") (not $item.existingClaim) }}{{ $claims = add1 $claims }}{{ end }}
{{- end }}
{{- if eq (int $claims) 1 }}{{ .root.Release.Name }}{{ else }}{{ .root.Release.Name }}-{{ .id }}{{ end }}
{{- end }}
