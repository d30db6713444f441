import type { Code } from "./code.ts";

/** What the kubelet asks a pod, to learn whether it has started, is ready and lives. */
export const podProbeCodes = [
  {
    code: "POD_PROBE_PORT_NOT_LISTENING",
    area: "kubernetes",
    level: "fatal",
    stages: ["destination-pod"],
    sentence: {
      en:
        "The {probe} probe of container {container} in pod {namespace}/{name} asks port {port}, " +
        "and nothing in the pod listens on {address} there: {detail}",
      zh:
        "Pod {namespace}/{name} 中容器 {container} 的 {probe} 探针访问端口 {port}，" +
        "而 Pod 中没有程序在 {address} 的该端口上监听：{detail}",
    },
    remedy: {
      text:
        "Either the probe names the wrong port, or the program has not started, or listens on " +
        "localhost only, where the kubelet cannot reach it.",
      zh: "可能是探针的端口写错、程序尚未启动，或程序只监听 localhost（kubelet 无法访问）。",
      commands: [
        "kubectl get pod -n {namespace} {name} -o yaml",
        "kubectl logs -n {namespace} {name} -c {container} --tail=50",
        "kubectl exec -n {namespace} {name} -c {container} -- ss -lnt",
      ],
    },
    proof:
      "The Pod's spec has the probe, and no TCP socket in the pod's network namespace takes " +
      "connections to its address and that port.",
    args: ["probe", "container", "namespace", "name", "port", "address", "detail"],
  },
  {
    code: "POD_PROBE_HTTP_STATUS",
    area: "kubernetes",
    level: "warning",
    stages: ["destination-pod"],
    sentence: {
      en:
        "Pod {namespace}/{name} answers what the {probe} probe of container {container} asks " +
        "({match} on port {port}) with HTTP status {actual}: the kubelet takes that for a failure",
      zh:
        "对容器 {container} 的 {probe} 探针的请求（端口 {port}，路径 {match}），" +
        "Pod {namespace}/{name} 返回 HTTP 状态码 {actual}：kubelet 视其为失败",
    },
    remedy: {
      text:
        "Packets pass in both directions: the program itself says that it is not well, or does " +
        "not know the path. Read its log.",
      zh: "报文双向可达：是程序自身报告异常，或不认识该路径。请查看其日志。",
      commands: ["kubectl logs -n {namespace} {name} -c {container} --tail=50"],
    },
    proof: "A GET of the probe's path on its port was answered with a status outside 200 to 399.",
    args: ["namespace", "name", "probe", "container", "match", "port", "actual"],
  },
  {
    code: "POD_PROBE_FAILING",
    area: "kubernetes",
    level: "warning",
    stages: ["destination-pod"],
    sentence: {
      en:
        "Kubernetes says that the {probe} probe of container {container} in pod " +
        "{namespace}/{name} fails: {detail}",
      zh: "Kubernetes 显示 Pod {namespace}/{name} 中容器 {container} 的 {probe} 探针失败：{detail}",
    },
    remedy: {
      text:
        "If packets reach the pod, look at the program; the events say what the kubelet got. " +
        "Probes come from the pod's own node: tapline diagnose node/{node} {namespace}/{name}.",
      zh:
        "若报文能到达该 Pod，请检查程序本身；事件中有 kubelet 得到的结果。探针来自 Pod 所在的节点：" +
        "tapline diagnose node/{node} {namespace}/{name}。",
      commands: [
        "kubectl get events -n {namespace} --field-selector involvedObject.name={name}",
        "tapline diagnose node/{node} {namespace}/{name}",
      ],
    },
    proof:
      "The Pod's spec has the probe, and its status says that the container runs and has not " +
      "started, or is not ready.",
    args: ["probe", "container", "namespace", "name", "node", "detail"],
  },
] as const satisfies readonly Code[];
