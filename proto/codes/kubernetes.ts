import type { Code } from "./code.ts";

export const kubernetesCodes = [
  {
    code: "POD_NOT_FOUND",
    area: "kubernetes",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "Pod {namespace}/{name} does not exist",
      zh: "Pod {namespace}/{name} 不存在",
    },
    remedy: {
      text: "Check name and namespace; -n sets the namespace for names without one.",
      zh: "请检查名称和命名空间；-n 为未带命名空间的名称指定命名空间。",
      commands: ["kubectl get pods -n {namespace} -o wide", "kubectl get pods -A -o wide"],
    },
    proof: "The Kubernetes inventory is in sync and holds no such Pod.",
    args: ["namespace", "name"],
  },
  {
    code: "POD_NOT_RUNNING",
    area: "kubernetes",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "Pod {namespace}/{name} is not running: {detail}",
      zh: "Pod {namespace}/{name} 未处于运行状态：{detail}",
    },
    remedy: {
      text: "A pod has a network only while it runs: find out why it does not start.",
      zh: "Pod 运行时才有网络：请先查明其未能启动的原因。",
      commands: [
        "kubectl describe pod -n {namespace} {name}",
        "kubectl get events -n {namespace} --field-selector involvedObject.name={name}",
      ],
    },
    proof: "The Pod's status.phase is not Running.",
    args: ["namespace", "name", "detail"],
  },
  {
    code: "POD_NOT_READY",
    area: "kubernetes",
    level: "warning",
    stages: ["destination-pod", "gateway"],
    sentence: {
      en: "Pod {namespace}/{name} runs but is not ready: {detail}",
      zh: "Pod {namespace}/{name} 正在运行但未就绪：{detail}",
    },
    remedy: {
      text: "Find out why its containers fail, or what its readiness probe reports.",
      zh: "请查看其容器失败的原因或就绪探针的结果。",
      commands: [
        "kubectl describe pod -n {namespace} {name}",
        "kubectl logs -n {namespace} {name} --all-containers --tail=50",
      ],
    },
    proof: "The Pod's condition Ready is not True while its phase is Running.",
    args: ["namespace", "name", "detail"],
  },
  {
    code: "POD_NETWORK_NOT_READY",
    area: "kubernetes",
    level: "fatal",
    stages: ["control-plane"],
    sentence: {
      en: "Kube-OVN has not finished setting up the network of pod {namespace}/{name}: {detail}",
      zh: "Kube-OVN 尚未完成 Pod {namespace}/{name} 的网络配置：{detail}",
    },
    remedy: {
      text:
        "If no address is allocated, read the Pod's events and the log of " +
        "kube-ovn-controller. If it is allocated but not routed, read the log of " +
        "kube-ovn-cni on the Pod's node.",
      zh:
        "未分配地址时，请查看 Pod 的事件和 kube-ovn-controller 的日志；" +
        "已分配但未就绪时，请查看该 Pod 所在节点上 kube-ovn-cni 的日志。",
      commands: [
        "kubectl describe pod -n {namespace} {name}",
        "kubectl get subnet",
        "kubectl -n kube-system logs deploy/kube-ovn-controller --tail=200",
      ],
    },
    proof:
      "The Pod's annotation ovn.kubernetes.io/allocated or ovn.kubernetes.io/routed is not true.",
    args: ["namespace", "name", "detail"],
  },
  {
    code: "NODE_NOT_READY",
    area: "kubernetes",
    level: "critical",
    stages: ["control-plane", "source-bridge", "destination-bridge", "underlay", "gateway"],
    sentence: {
      en: "Node {node} is not ready: {detail}",
      zh: "节点 {node} 未就绪：{detail}",
    },
    remedy: {
      text: "Bring the node back first: check its kubelet, its network, and kube-ovn-cni on it.",
      zh: "请先恢复该节点：检查其 kubelet、网络以及节点上的 kube-ovn-cni。",
      commands: [
        "kubectl describe node {node}",
        "kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={node}",
      ],
    },
    proof: "The Node's condition Ready is not True, or NetworkUnavailable is True.",
    args: ["node", "detail"],
  },
  {
    code: "SERVICE_NOT_FOUND",
    area: "kubernetes",
    level: "fatal",
    stages: ["service"],
    sentence: {
      en: "Service {namespace}/{name} does not exist",
      zh: "Service {namespace}/{name} 不存在",
    },
    remedy: {
      text: "Check name and namespace; -n sets the namespace for names without one.",
      zh: "请检查名称和命名空间；-n 为未带命名空间的名称指定命名空间。",
      commands: ["kubectl get services -n {namespace}", "kubectl get services -A"],
    },
    proof: "The Kubernetes inventory is in sync and holds no such Service.",
    args: ["namespace", "name"],
  },
  {
    code: "SERVICE_NO_ENDPOINTS",
    area: "kubernetes",
    level: "fatal",
    stages: ["service"],
    sentence: {
      en: "Service {namespace}/{name} has no ready endpoint for port {port}",
      zh: "Service {namespace}/{name} 的端口 {port} 没有就绪的后端",
    },
    remedy: {
      text:
        "Compare the Service's selector with the labels of the intended Pods, and check " +
        "whether those Pods are ready. Kube-OVN removes the load balancer entry of a Service " +
        "without endpoints.",
      zh:
        "请核对 Service 的 selector 与目标 Pod 的标签，并确认这些 Pod 已就绪。" +
        "对没有后端的 Service，Kube-OVN 会删除其负载均衡条目。",
      commands: [
        "kubectl describe service -n {namespace} {name}",
        "kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={name} -o yaml",
      ],
    },
    proof: "No EndpointSlice of the Service has a ready endpoint for the port.",
    args: ["namespace", "name", "port"],
  },
  {
    code: "SERVICE_BACKEND_OFFLINE",
    area: "kubernetes",
    level: "warning",
    stages: ["service"],
    sentence: {
      en:
        "OVN's health check says that {actual} is offline: of the backends {expected} of Service " +
        "{namespace}/{name} it gets no packets",
      zh:
        "OVN 的健康检查认为 {actual} 已离线：Service {namespace}/{name} 的后端 {expected} 中，" +
        "它收不到任何报文",
    },
    remedy: {
      text:
        "ovn-controller of the backend's node probes it from the check's own address: look at " +
        "the status of the Service_Monitor, whether the backend answers there, and whether a " +
        "NetworkPolicy, or the route to that address, keeps the answers away.",
      zh:
        "探测由后端所在节点的 ovn-controller 从检查专用地址发出：请查看 Service_Monitor 的状态，" +
        "后端是否应答，以及 NetworkPolicy 或到该地址的路由是否拦截了应答。",
      commands: [
        "kubectl ko sbctl list Service_Monitor",
        "kubectl ko nbctl --columns=name,vips,ip_port_mappings,health_check list Load_Balancer",
        "kubectl get switch-lb-rules.kubeovn.io -o yaml",
      ],
    },
    proof:
      "The southbound Service_Monitor of the backend has another status than online, and the VIP " +
      "of the load balancer is health-checked.",
    args: ["namespace", "name", "actual", "expected"],
  },
  {
    code: "SERVICE_PREFERS_LOCAL",
    area: "kubernetes",
    level: "info",
    stages: ["service"],
    sentence: {
      en:
        "Clients on {node} get only {actual} of the backends {expected} of Service " +
        "{namespace}/{name}: its load balancer prefers local ones",
      zh:
        "节点 {node} 上的客户端只会使用 Service {namespace}/{name} 的后端 {expected} 中的 {actual}：" +
        "其负载均衡器优先使用本节点后端",
    },
    remedy: {
      text:
        "Probes from this node say nothing about the other backends: diagnose from a node " +
        "without any. Kube-OVN sets the option with --enable-ovn-lb-prefer-local.",
      zh:
        "从该节点发出的探测不能说明其他后端的情况：请从没有后端的节点上诊断。" +
        "该选项由 Kube-OVN 的 --enable-ovn-lb-prefer-local 设置。",
      commands: ["kubectl ko nbctl --columns=name,options,ip_port_mappings list Load_Balancer"],
    },
    proof:
      "The northbound Load_Balancer has prefer_local_backend=true, and ip_port_mappings names " +
      "ports that are bound to the client's node.",
    args: ["node", "namespace", "name", "actual", "expected"],
  },
  {
    code: "SERVICE_PORT_MISMATCH",
    area: "kubernetes",
    level: "fatal",
    stages: ["service"],
    sentence: {
      en: "Service {namespace}/{name} has no {protocol} port {port}; it has {expected}",
      zh: "Service {namespace}/{name} 没有 {protocol} 端口 {port}，现有端口为 {expected}",
    },
    remedy: {
      text: "Use a port of the Service, not the Pod's targetPort.",
      zh: "请使用 Service 的端口，而不是 Pod 的 targetPort。",
      commands: ["kubectl get service -n {namespace} {name} -o yaml"],
    },
    proof: "The Service's spec.ports has no entry with this protocol and port.",
    args: ["namespace", "name", "protocol", "port", "expected"],
  },
  {
    code: "SERVICE_VIP_SKIPPED",
    area: "kubernetes",
    level: "critical",
    stages: ["service"],
    sentence: {
      en:
        "OVN does not balance {address} of Service {namespace}/{name}: it is in {actual}, which " +
        "NB_Global option {expected} exempts from connection tracking",
      zh:
        "OVN 没有对 Service {namespace}/{name} 的 {address} 做负载均衡：该地址属于 {actual}，" +
        "而 NB_Global 选项 {expected} 使该网段跳过连接跟踪",
    },
    remedy: {
      text:
        "Give the Service an address outside that range, or take the range out of the option " +
        "(of kube-ovn-controller: --node-local-dns-ip, --skip-conntrack-dst-cidrs, " +
        "--ls-ct-skip-dst-lport-ips).",
      zh:
        "请为 Service 改用该网段以外的地址，或从对应选项中移除该网段（kube-ovn-controller 的参数 " +
        "--node-local-dns-ip、--skip-conntrack-dst-cidrs、--ls-ct-skip-dst-lport-ips）。",
      commands: [
        "kubectl ko nbctl get NB_Global . options",
        "kubectl ko sbctl lflow-list | grep ls_in_pre_lb",
      ],
    },
    proof:
      "A logical flow of the source's switch in ls_in_pre_lb passes packets to the range on " +
      "without connection tracking, on which load balancing rests.",
    args: ["namespace", "name", "address", "actual", "expected"],
  },
  {
    code: "SERVICE_AFFINITY_LEARNING",
    area: "kubernetes",
    level: "info",
    stages: ["source-bridge"],
    sentence: {
      en:
        "OVN dropped the first packet from {source} to Service {namespace}/{name} while it " +
        "learned the client's backend for session affinity; later packets pass",
      zh:
        "OVN 丢弃了 {source} 发往 Service {namespace}/{name} 的第一个报文：" +
        "会话保持（session affinity）借此学习该客户端的后端，后续报文不受影响",
    },
    remedy: {
      text:
        "A client's first connection takes a second longer, until TCP retransmits its SYN; " +
        "over UDP one packet is lost. If that matters, do without sessionAffinity: ClientIP.",
      zh:
        "首次 TCP 连接会多花约一秒（等待重传 SYN），UDP 会丢失一个报文。" +
        "如果不能接受，请不要使用 sessionAffinity: ClientIP。",
      commands: [
        "kubectl get service -n {namespace} {name} -o jsonpath='{.spec.sessionAffinity}'",
        "kubectl ko sbctl lflow-list | grep lb_aff_learn",
      ],
    },
    proof:
      "The load balancer has options:affinity_timeout, one packet sent ahead entered the " +
      "source's bridge and left it nowhere, and every later packet was answered.",
    args: ["source", "namespace", "name"],
  },
] as const satisfies readonly Code[];
