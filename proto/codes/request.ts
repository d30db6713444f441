import { stageNames } from "../documents/v1/names.ts";
import type { Code } from "./code.ts";

export const requestCodes = [
  {
    code: "SYMPTOM_NOT_REPRODUCED",
    area: "request",
    level: "info",
    stages: stageNames,
    sentence: {
      en: 'What was observed does not match the error text "{detail}"',
      zh: "观测到的情况与报错“{detail}”不符",
    },
    remedy: {
      text:
        "Diagnose the exact path that failed: the pod that printed the error, the address or " +
        "name it used, its protocol and port. Use --repeat to catch an error that comes and " +
        "goes.",
      zh:
        "请诊断真正失败的那条路径：打印报错的 Pod、它使用的地址或名称、协议和端口。时有时无的" +
        "错误可以用 --repeat 捕捉。",
      commands: [
        "kubectl tapline diagnose SOURCE DESTINATION --protocol tcp --port PORT --repeat 10",
      ],
    },
    proof: "The probes ended differently from what the error text stands for.",
    args: ["detail"],
  },
  {
    code: "HTTP_NOT_ANSWERED",
    area: "request",
    level: "critical",
    stages: ["destination-pod"],
    sentence: {
      en:
        "{lost} of {sent} connections to {destination} port {port} opened, but GET {match} " +
        "got no HTTP answer: {detail}",
      zh:
        "到 {destination} 端口 {port} 的 {sent} 个连接中有 {lost} 个建立后 GET {match} " +
        "没有得到 HTTP 应答：{detail}",
    },
    remedy: {
      text:
        "The network lets connections through: check the server. It may be overloaded, hang, " +
        "speak TLS or another protocol on this port, or answer too late.",
      zh:
        "网络允许建立连接：请检查服务器。它可能过载、卡住、在该端口使用 TLS 或其他协议，或应" +
        "答过慢。",
      commands: [
        "kubectl logs -n {namespace} {name} --tail=100",
        "kubectl describe pod -n {namespace} {name}",
      ],
    },
    proof:
      "Connections from the source pod opened, a GET was sent on each, and no status line " +
      "came back while the probe waited.",
    args: ["lost", "sent", "destination", "namespace", "name", "port", "match", "detail"],
  },
  {
    code: "NAME_NOT_RESOLVED",
    area: "request",
    level: "critical",
    stages: ["source-pod"],
    sentence: {
      en: "In pod {source}, {match} does not resolve: {address} says {detail}",
      zh: "在 Pod {source} 中无法解析名称 {match}：{address} 的答复为 {detail}",
    },
    remedy: {
      text:
        "Clients in the pod fail before they send anything to the destination. Diagnose the " +
        "path to the name server, and check the pod's dnsPolicy and CoreDNS.",
      zh:
        "Pod 中的客户端在向目的发送报文之前就已失败。请诊断到域名服务器的路径，" +
        "并检查 Pod 的 dnsPolicy 和 CoreDNS。",
      commands: [
        "kubectl exec -n {namespace} {name} -- cat /etc/resolv.conf",
        "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide",
        "kubectl tapline diagnose {source} {address} --protocol udp --port 53",
      ],
    },
    proof:
      "The agent read hosts and resolv.conf of the pod's mount namespace, asked its servers from " +
      "the pod's network namespace, and got no address.",
    args: ["source", "namespace", "name", "match", "address", "detail"],
  },
] as const satisfies readonly Code[];
