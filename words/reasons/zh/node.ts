import type { nodeReasons } from "../../../proto/reasons/areas/node.ts";
import type { Sentences } from "../sentences.ts";

/** By ProblemPart of enums.proto. */
const parts: Readonly<Record<string, string>> = {
  routes: "路由",
  "route-lookup": "到对端的路由",
  neighbours: "邻居表",
  listeners: "监听套接字",
  counters: "计数器",
  settings: "内核设置",
  firewall: "防火墙",
  links: "接口",
  "ovs-database": "Open_vSwitch 数据库",
  "ovn-controller": "ovn-controller 的状态",
  vswitchd: "ovs-vswitchd 的状态",
  namespaces: "网络命名空间",
  ports: "端口",
};

export const nodeSentences: Sentences<typeof nodeReasons> = {
  PART_UNREAD: ({ part, why }, say) => `无法读取${parts[part] ?? part}：${say(why)}`,
  RUN_DIR_UNREADABLE: ({ program, folder }) => `无法查找 ${program}：目录 ${folder} 不可读`,
  NO_PID_FILE: ({ name, folder }) => `${folder} 中没有 pid 文件 ${name}`,
  PID_FILE_WITHOUT_PID: ({ path }) => `${path} 中没有进程号`,
  PROCESS_GONE: ({ pid }) => `其 pid 文件中的进程 ${pid} 已不存在`,
  PROCESS_IS_ANOTHER: ({ pid, name }) => `其 pid 文件中的进程 ${pid} 现在是 ${name}`,
  PROCESS_ENDED: ({ pid }) => `进程 ${pid} 已结束`,
  PROCESS_STOPPED: ({ pid }) => `进程 ${pid} 被信号停止`,
  DAEMON_DID_NOT_ANSWER: ({ command, afterMs }) => `它在 ${afterMs} 毫秒内没有答复 ${command}`,
  DAEMON_ANSWERED: ({ command, answer }) => `${command} 的答复为“${answer}”`,
  COVERAGE_SILENT: () => "coverage/show 没有答复",
  LEGACY_RULES_UNREAD: ({ tables, why }, say) =>
    `已加载旧版 iptables 的表（${say.list(tables)}），但无法读取：${say(why)}`,
  COMPAT_RULES_UNREAD: ({ tool, why }, say) => `存在 ${tool}-nft 的规则，但无法读取：${say(why)}`,
  IPSETS_UNREAD: ({ why }, say) => `规则引用了 ipset，但无法读取其成员：${say(why)}`,
  NO_INTERFACE_OF_THAT_NAME: () => "Pod 没有所指名称的接口",
  NAMESPACES_TOO_MANY: ({ count }) => `超出上限的 ${count} 个未作检查`,
  NAMESPACES_UNREAD: ({ count }) => `有 ${count} 个无法读取`,
  IFACE_ID_ON_SEVERAL: ({ id, interfaces }, say) =>
    `iface-id ${id} 出现在 ${interfaces.length} 个接口上：${say.list(interfaces)}`,
  INTERFACE_HAS_ERROR: ({ interface: name, said }) => `接口 ${name} 有错误：${said}`,
  INTERFACE_SHARES_PORT: ({ interface: name, port }) => `接口 ${name} 与其他接口共用端口 ${port}`,
  INTERFACE_ON_NO_BRIDGE: ({ interface: name, was }) =>
    `接口 ${name}（原为 ${was}）已不在任何网桥上`,
  INTERFACE_LOST_ID: ({ interface: name, was }) => `接口 ${name}（原为 ${was}）失去了 iface-id`,
  DEVICE_MISSING: ({ interface: name }) => `节点上不存在接口 ${name} 的设备`,
  PORT_NAMESPACE_NOT_FOUND: ({ port }) => `未找到 ${port} 的网络命名空间`,
  PORT_POD_WITHOUT_INTERFACE: ({ port }) => `${port} 的 Pod 没有自己的接口`,
  PORT_LINKED_ELSEWHERE: ({ port, linked, interface: name }) =>
    `${port} 的 Pod 连接到 ${linked}，而 Open vSwitch 中为 ${name}`,
  PORT_POD_UNREAD: ({ interface: name, why }, say) => `无法读取接口 ${name} 处的 Pod：${say(why)}`,
  IFACE_ID_GONE: ({ id }) => `该节点上已没有接口带有 iface-id ${id}`,
  NO_ANSWER_YET: () => "尚无应答",
  OVSDB_UNAVAILABLE: ({ socket, why }, say) =>
    `无法读取 ${socket} 上的 Open_vSwitch 数据库：${say(why)}`,
  LOCAL_POD_NOT_FOUND: ({ pod, also }, say) =>
    `在该节点上找不到 ${pod}：没有接口带有其 iface-id，也没有网络命名空间带有其地址` +
    `${also.length === 0 ? "" : `（${say.all(also)}）`}`,
  LOCAL_POD_AMBIGUOUS: ({ pod, count }) =>
    `无法判断哪个是 ${pod}：该节点上有 ${count} 个命名空间带有其地址`,
  NO_VISIBLE_PROCESS: () => "看不到 Pod 的进程，因此无法读取其文件",
  RESOLV_CONF_OF_NODE: () => "Pod 没有自己的 resolv.conf，使用的是节点的",
  RESOLV_CONF_UNREADABLE: ({ why }, say) => `无法读取其 resolv.conf：${say(why)}`,
  RESOLV_CONF_WITHOUT_SERVER: () => "其 resolv.conf 没有指定服务器",
};
