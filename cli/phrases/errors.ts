import type { Phrase } from "./phrase.ts";

/** Errors that end a command, of the command line itself and of the aggregator. */
export const errorPhrases: readonly Phrase[] = [
  ["{text} [{code}]", "{text} [{code}]"],
  ["Cancelled", "已取消"],
  // Usage
  [
    "Cannot use port {port}: icmp has no ports, use --protocol tcp or udp",
    "无法使用端口 {port}：icmp 没有端口，请用 --protocol tcp 或 udp",
  ],
  [
    "Cannot use port {port}: wanted a whole number from 1 to 65535",
    "无法使用端口 {port}：应为 1 到 65535 的整数",
  ],
  ["Cannot use protocol {name}: wanted {names}", "无法使用协议 {name}：应为 {names}"],
  [
    "Cannot use the MAC address {mac}: tapline looks it up, leave it out",
    "无法使用 MAC 地址 {mac}：tapline 会自行查找，请省略",
  ],
  [
    "Cannot choose a {what} port: none was given, add --port N",
    "无法选择 {what} 端口：未指定，请加 --port N",
  ],
  ["Cannot choose a {what}: both {a} and {b}", "无法选择 {what}：同时给出了 {a} 和 {b}"],
  [
    "Cannot ask by HTTP over {protocol}: leave --protocol out, or use tcp",
    "无法经 {protocol} 询问 HTTP：请去掉 --protocol 或使用 tcp",
  ],
  [
    "Cannot use the aggregator address {address}: wanted host:port or unix:/path",
    "无法使用聚合器地址 {address}：应为 host:port 或 unix:/path",
  ],
  [
    "Cannot save to {path}: its folder is missing or not writable",
    "无法保存到 {path}：目录不存在或不可写",
  ],
  ["Cannot save to {path}: {why}", "无法保存到 {path}：{why}"],
  [
    "Cannot sort the flows: more than {n}, use --table or --match",
    "无法排序流表项：超过 {n} 条，请用 --table 或 --match",
  ],
  ["Cannot take the request: {why}", "无法接受请求：{why}"],
  // The aggregator
  [
    "Cannot reach the aggregator at {address}: {why}; is it running? give --address or " +
      "set TAPLINE_AGGREGATOR",
    "无法连接聚合器 {address}：{why}；它是否在运行？请指定 --address 或设置 TAPLINE_AGGREGATOR",
  ],
  ["no answer in {ms} ms", "{ms} 毫秒内没有应答"],
  ["The aggregator at {address} did not answer in time", "聚合器 {address} 未及时应答"],
  ["The aggregator ended the diagnosis without a verdict", "聚合器结束了诊断但没有给出结论"],
  [
    "Cannot ask at {address}: it is no tapline aggregator of this version, or its listener " +
      "for agents",
    "无法向 {address} 提问：它不是该版本的 tapline 聚合器，或者是聚合器供代理连接的监听地址",
  ],
  [
    "Cannot start one more: {n} {what} running, wanted less than {limit}",
    "无法再启动：已有 {n} 个 {what}，上限为 {limit}",
  ],
  // Ends of a path
  ["Cannot find pod {name}, did you mean {names}?", "找不到 Pod {name}，是否指 {names}？"],
  ["Cannot find pod {name}", "找不到 Pod {name}"],
  ["Cannot find Service {name}, did you mean {names}?", "找不到 Service {name}，是否指 {names}？"],
  ["Cannot find Service {name}", "找不到 Service {name}"],
  ["Cannot find node {name}, did you mean {names}?", "找不到节点 {name}，是否指 {names}？"],
  ["Cannot find node {name}", "找不到节点 {name}"],
  ["{a} or {b}", "{a} 或 {b}"],
  [
    'Cannot read "{words}": wanted NS/POD, pod/NAME, svc/NAME, node/NAME or an address',
    "无法理解“{words}”：应为 NS/POD、pod/NAME、svc/NAME、node/NAME 或地址",
  ],
  [
    "Cannot resolve {host}: the resolver of {pod} was not asked ({why}), and no Service " +
      "has that name; wanted a name that resolves in the pod, NAME.NAMESPACE.svc, or an " +
      "address",
    "无法解析 {host}：未询问 {pod} 的解析器（{why}），也没有 Service 叫此名；应为 Pod 内可解析的名称、NAME.NAMESPACE.svc 或地址",
  ],
  [
    "Cannot resolve {host}: the resolver of {pod} ({servers}) says {what}, and no " +
      "Service has that name; wanted a name that resolves in the pod, NAME.NAMESPACE.svc, " +
      "or an address",
    "无法解析 {host}：{pod} 的解析器（{servers}）答复 {what}，也没有 Service 叫此名；应为 Pod " +
      "内可解析的名称、NAME.NAMESPACE.svc 或地址",
  ],
  [
    "Cannot resolve {ip}: pods {pods} have it, name one of them",
    "无法解析 {ip}：Pod {pods} 都有该地址，请指明其一",
  ],
  [
    "Cannot resolve {ip}: it is an address of {owner}, and nothing there has it",
    "无法解析 {ip}：它是 {owner} 的地址，但其中没有对象使用它",
  ],
  [
    "Cannot resolve {words}: a host name can only be a destination, wanted NS/POD or an address",
    "无法解析 {words}：主机名只能作为目的，应为 NS/POD 或地址",
  ],
  [
    "Cannot diagnose pod {name}: {why}; see the events in kubectl describe pod -n {command}",
    "无法诊断 Pod {name}：{why}；请查看 kubectl describe pod -n {command} 中的事件",
  ],
  ["it is on no node", "它不在任何节点上"],
  ["no address was allocated", "未分配地址"],
  ["Cannot diagnose from {kind} {name}: wanted a pod", "无法从 {kind} {name} 开始诊断：应为 Pod"],
  ["Cannot diagnose {ends}: they share no address family", "无法诊断 {ends}：两端没有共同的地址族"],
  [
    "Cannot diagnose {ends}: they do not both have {family}",
    "无法诊断 {ends}：两端并非都有 {family}",
  ],
  [
    "Cannot diagnose Service {name} by icmp: it has nothing but ports, {next}",
    "无法以 icmp 诊断 Service {name}：它只有端口，{next}",
  ],
  [
    "Cannot diagnose Service {name}: it has no address, {why}",
    "无法诊断 Service {name}：它没有地址，{why}",
  ],
  ["{a} to {b}", "{a} 到 {b}"],
  // Nodes
  [
    "Cannot ask node {node}: no agent has connected from it; is one running there",
    "无法询问节点 {node}：没有代理从该节点连接；那里是否有代理在运行",
  ],
  [
    "Cannot ask the agent of node {node}: it is away, {why}",
    "无法询问节点 {node} 的代理：它已离线，{why}",
  ],
  ['Cannot show the flows of "{target}": {why}', "无法显示“{target}”的流表项：{why}"],
  ["a Service is on every node; name one of them", "Service 在每个节点上，请指明其一"],
  ["the pod is on no node yet", "该 Pod 尚未分配到节点"],
];
