import type { Code } from "./code.ts";
import { ovnController, restartOvs } from "./commands.ts";

export const ovnControlCodes = [
  {
    code: "OVN_CONTROLLER_DOWN",
    area: "ovn-control",
    level: "fatal",
    stages: ["control-plane", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "ovn-controller is not running on {node}: {detail}",
      zh: "节点 {node} 上的 ovn-controller 未运行：{detail}",
    },
    remedy: {
      text:
        "It runs in the ovs-ovn pod of the node: find out why it exited. Installed flows " +
        "stay as they are, but changes to pods or policies no longer reach the node.",
      zh:
        "它运行在该节点的 ovs-ovn Pod 中：请查明其退出原因。已下发的流表保持原样，" +
        "但 Pod 和策略的变化不会再到达该节点。",
      commands: [
        "kubectl -n kube-system get pods -l app=ovs -o wide --field-selector spec.nodeName={node}",
        ovnController("version"),
        restartOvs,
      ],
    },
    proof: "The agent finds no process behind ovn-controller's pid file or control socket.",
    args: ["node", "detail"],
  },
  {
    code: "OVN_CONTROLLER_DISCONNECTED",
    area: "ovn-control",
    level: "critical",
    stages: ["control-plane", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "ovn-controller on {node} is not connected to the southbound database {remote}",
      zh: "节点 {node} 上的 ovn-controller 未连接到南向数据库 {remote}",
    },
    remedy: {
      text:
        "Check that ovn-remote names the southbound database, that the node can reach it " +
        "(port 6642), and that the database has a leader.",
      zh: "请确认 ovn-remote 指向南向数据库、该节点能够访问它（端口 6642），并且数据库已选出主节点。",
      commands: [
        ovnController("connection-status"),
        "kubectl ko vsctl {node} get Open_vSwitch . external_ids:ovn-remote",
        "kubectl ko sb status",
        "kubectl -n kube-system get endpoints ovn-sb",
      ],
    },
    proof: "ovn-controller answers connection-status with something other than connected.",
    args: ["node", "remote"],
  },
  {
    code: "OVN_CONTROLLER_LAGGING",
    area: "ovn-control",
    level: "critical",
    stages: ["control-plane", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "ovn-controller on {node} does not keep up with the southbound database: {detail}",
      zh: "节点 {node} 上的 ovn-controller 没有跟上南向数据库：{detail}",
    },
    remedy: {
      text:
        "Until it catches up, the node forwards by an older configuration. Check whether it " +
        "is stopped or short of CPU, and what its log says about long poll intervals and " +
        "recomputes.",
      zh:
        "在它赶上之前，该节点按旧的配置转发。请查看它是否被暂停或 CPU 不足，" +
        "以及日志中关于 poll interval 过长和 recompute 的记录。",
      commands: [
        ovnController("connection-status"),
        ovnController("coverage/show"),
        "kubectl ko sbctl --columns=name,nb_cfg,nb_cfg_timestamp list Chassis_Private",
        "kubectl ko sbctl get SB_Global . nb_cfg",
      ],
    },
    proof:
      "ovn-controller does not answer on its control socket, or its Chassis_Private nb_cfg stays " +
      "below the southbound's, or br-int has a flow whose southbound row is gone.",
    args: ["node", "detail"],
  },
  {
    code: "OVN_VERSION_MISMATCH",
    area: "ovn-control",
    level: "critical",
    stages: ["control-plane", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "ovn-controller on {node} does not apply southbound changes: {detail}",
      zh: "节点 {node} 上的 ovn-controller 不接受南向数据库的变更：{detail}",
    },
    remedy: {
      text:
        "With ovn-match-northd-version it waits until both have the same version: finish the " +
        "upgrade, on the nodes and of ovn-central.",
      zh:
        "启用 ovn-match-northd-version 后，它会等待双方版本一致：请完成升级，" +
        "包括各节点和 ovn-central。",
      commands: [
        ovnController("version"),
        "kubectl ko sbctl get SB_Global . options:northd_internal_version",
        "kubectl ko vsctl {node} get Open_vSwitch . external_ids:ovn-match-northd-version",
      ],
    },
    proof:
      "The node's ovn-match-northd-version is true, and the version that ovn-controller answers " +
      "differs from northd_internal_version in SB_Global.",
    args: ["node", "detail"],
  },
  {
    code: "OVN_DATABASE_NO_LEADER",
    area: "ovn-control",
    level: "critical",
    stages: ["control-plane"],
    sentence: {
      en: "The database {database} has no leader and accepts no changes: {detail}",
      zh: "数据库 {database} 没有主节点，不接受任何变更：{detail}",
    },
    remedy: {
      text:
        "More than half of its cluster members must run and reach each other (raft ports " +
        "6643 and 6644). Existing forwarding continues, but changes to pods or policies do " +
        "not take effect. Bring members back before you consider kicking any.",
      zh:
        "集群中超过半数的成员必须在运行并且能够互相访问（raft 端口 6643 和 6644）。" +
        "已有的转发保持不变，但 Pod 和策略的变化不会生效。请先恢复成员，再考虑移除成员。",
      commands: [
        "kubectl -n kube-system get pods -l app=ovn-central -o wide",
        "kubectl ko nb status",
        "kubectl ko sb status",
        "kubectl -n kube-system logs -l app=ovn-central --tail 50",
      ],
    },
    proof:
      "No server of the database can be used, and at least one says of itself that it is not " +
      "in contact with a majority of its cluster (_Server, Database, connected).",
    args: ["database", "detail"],
  },
  {
    code: "NORTHD_STALLED",
    area: "ovn-control",
    level: "critical",
    stages: [
      "control-plane",
      "source-bridge",
      "destination-bridge",
      "destination-pod",
      "gateway",
      "service",
    ],
    sentence: {
      en: "ovn-northd does not propagate northbound changes: {detail}",
      zh: "ovn-northd 没有把北向数据库的变更同步到南向数据库：{detail}",
    },
    remedy: {
      text: "Check that one ovn-northd is active and that both databases accept writes.",
      zh: "请确认有一个 ovn-northd 处于 active 状态，并且两个数据库都可以写入。",
      commands: [
        "kubectl -n kube-system get pods -l app=ovn-central -o wide",
        "kubectl -n kube-system get pods -l ovn-northd-leader=true",
        "kubectl ko nb status",
        "kubectl ko sb status",
      ],
    },
    proof:
      "Throughout the diagnosis, NB_Global's nb_cfg was ahead of its sb_cfg, or a northbound " +
      "row of the path had no southbound counterpart; or a logical flow drops whose " +
      "northbound row is gone.",
    args: ["detail"],
  },
  {
    code: "FLOWS_NOT_INSTALLED",
    area: "ovn-control",
    level: "fatal",
    stages: ["control-plane", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "br-int on {node} lacks flows of OVN's logical network: {detail}",
      zh: "节点 {node} 的 br-int 缺少 OVN 逻辑网络应有的流表项：{detail}",
    },
    remedy: {
      text:
        "ovn-controller installs them: check that it runs, is connected and not busy. A " +
        "recompute rewrites all flows of the node.",
      zh:
        "流表项由 ovn-controller 下发：请确认它正在运行、已连接且不繁忙。" +
        "recompute 会重新下发该节点的全部流表项。",
      commands: [
        ovnController("connection-status"),
        ovnController("coverage/show"),
        ovnController(
          "inc-engine/recompute  # CHANGES THE CLUSTER: all flows of the node are computed again",
        ),
      ],
    },
    proof:
      "The logical trace delivers, the OpenFlow trace on the node finds no flow, and the logical " +
      "flow's cookie is not in the dump of br-int.",
    args: ["node", "detail"],
  },
  {
    code: "OVS_DOWN",
    area: "ovn-control",
    level: "fatal",
    stages: ["control-plane", "source-bridge", "destination-bridge", "gateway"],
    sentence: {
      en: "Open vSwitch does not answer on {node}: {detail}",
      zh: "节点 {node} 上的 Open vSwitch 没有响应：{detail}",
    },
    remedy: {
      text:
        "ovs-vswitchd and ovsdb-server run in the ovs-ovn pod of the node: find out why they " +
        "exited.",
      zh: "ovs-vswitchd 和 ovsdb-server 运行在该节点的 ovs-ovn Pod 中：请查明其退出原因。",
      commands: [
        "kubectl -n kube-system get pods -l app=ovs -o wide --field-selector spec.nodeName={node}",
        "kubectl ko vsctl {node} show",
        restartOvs,
      ],
    },
    proof: "ovs-vswitchd's control socket or the local database does not answer the agent.",
    args: ["node", "detail"],
  },
] as const satisfies readonly Code[];
