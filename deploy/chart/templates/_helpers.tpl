{{- define "tapline.name" -}}
{{- if contains "tapline" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-tapline" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "tapline.agentNamespace" -}}
{{ .Values.agent.namespace | default .Release.Namespace }}
{{- end }}

{{/* Labels that select; with "component". */}}
{{- define "tapline.selector" -}}
app.kubernetes.io/name: tapline
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "tapline.labels" -}}
{{ include "tapline.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "tapline.image" -}}
{{- $image := index .root.Values.images .program -}}
{{- if $image.digest }}{{ $image.repository }}@{{ $image.digest }}
{{- else }}{{ $image.repository }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "tapline.service" -}}
{{ include "tapline.name" . }}-aggregator
{{- end }}

{{/* The name that the certificate is for. */}}
{{- define "tapline.serverName" -}}
{{ include "tapline.service" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{- define "tapline.serverNames" -}}
{{- $service := include "tapline.service" . -}}
{{- $name := include "tapline.serverName" . -}}
{{- list $name (printf "%s.%s" $name .Values.clusterDomain) (printf "%s.%s" $service .Release.Namespace) $service "localhost" | toJson -}}
{{- end }}

{{- define "tapline.priorityClass" -}}
{{- if .Values.priorityClass.create }}{{ .Values.priorityClass.name | default (include "tapline.name" .) }}
{{- else }}{{ .Values.priorityClass.name }}{{ end }}
{{- end }}

{{/* Empty where the CA is only in the Secret. */}}
{{- define "tapline.caConfigMap" -}}
{{- if .Values.certificates.caConfigMapName }}{{ .Values.certificates.caConfigMapName }}
{{- else if eq .Values.certificates.source "generated" }}{{ include "tapline.name" . }}-ca{{ end }}
{{- end }}

{{/* Two names: server-side apply does not turn a volume of one kind into one of another. */}}
{{- define "tapline.caVolume" -}}
{{ include "tapline.caConfigMap" . | empty | ternary "ca-secret" "ca" }}
{{- end }}

{{/* Of containers that need nothing. */}}
{{- define "tapline.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end }}
