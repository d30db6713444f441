import type { Direction, Stage } from "../../proto/documents/v1/diagnosis.ts";
import type { VerdictPlace, Words } from "./words.ts";

const stages: Readonly<Record<Stage, string>> = {
  "control-plane": "控制面",
  service: "服务",
  "source-pod": "源 Pod",
  "source-bridge": "源网桥",
  underlay: "底层网络",
  "destination-bridge": "目的网桥",
  "destination-pod": "目的 Pod",
  gateway: "网关",
};

/** The identifier stays: it is what the JSON, the documents and a search have. */
function place({ stage, node }: VerdictPlace): string {
  const where = `${stage}（${stages[stage]}）`;
  return node === null ? where : `节点 ${node} 的 ${where}`;
}

const directions: Readonly<Record<Direction, string>> = { request: "请求", reply: "应答" };

export const chinese: Words = {
  outcome: {
    reachable: "可达",
    degraded: "降级",
    unreachable: "不可达",
    inconclusive: "无法判定",
  },
  confidence: { confirmed: "已证实", likely: "很可能", inconclusive: "证据不足" },
  sure: (confidence) => `（${confidence}）`,
  level: { fatal: "致命", critical: "严重", warning: "警告", info: "提示" },
  stage: stages,
  point: {
    "source-veth": "源 veth",
    "source-tunnel": "源隧道",
    "source-uplink": "源上联网卡",
    "destination-uplink": "目的上联网卡",
    "destination-tunnel": "目的隧道",
    "destination-veth": "目的 veth",
    "gateway-uplink": "网关上联网卡",
    "gateway-ovn0": "网关 ovn0",
    "provider-uplink": "物理网络网卡",
  },
  stageStatus: { pass: "通过", fail: "失败", unknown: "未知", "not-reached": "未到达" },
  checkStatus: { clean: "正常", found: "有发现", skipped: "已跳过", failed: "未能执行" },
  directions,

  verdict: {
    answered: (seen, expected) => `${expected} 个请求中有 ${seen} 个得到应答`,
    roundTrip: (ms) => `往返时延 ${ms} 毫秒`,
    healthy: "双向报文均能通过",
    stops: (at) => `${directions[at.direction]}在${place(at)}处中断`,
    partlyLost: (at) => `部分${directions[at.direction]}在${place(at)}处丢失`,
    noPath: (at) => `路径尚未建立，位于${place(at)}`,
    unknown: "现有证据无法确定中断在哪个阶段",
    colon: "：",
    noCause: "未能确定原因",
  },

  symptom: (text, mark, explanation) => `报错“${text}”${mark}：${explanation}。`,
  symptomMark: { agrees: "相符", contradicts: "不符", open: "无从判断" },

  resolution: {
    answered: (name, used, server, foundAs) =>
      `${name} 解析为 ${used}（来自 ${server}${foundAs === name ? "" : `，即 ${foundAs}`}）。`,
    failed: (name, used, tried) =>
      `${name} 在 Pod 中无法解析（${tried}）；根据名称形式，改为诊断 ${used}。`,
    notAsked: (name, used, reason) =>
      `根据名称形式，将 ${name} 视为 ${used}；未查询 Pod 的 DNS 解析器：${reason}。`,
  },

  path: "路径",
  stages: "阶段",
  cause: "原因",
  otherFindings: "其他发现",
  latency: "时延",
  coverage: "覆盖范围",
  checks: "检查项",
  evidence: "证据",
  whatToDo: "处理建议",
  resources: "相关资源",
  noCause: "没有检查项能解释该现象。",
  notObserved: "未观测",
  notObservedLegend: "? 表示未能在该处观测，不清楚报文是否经过",
  requestsHeader: "请求",
  repliesHeader: "应答",
  tapLost: (packets) => `抓包丢失 ${packets}`,
  period: "。",
  listSeparator: "，",
  lossless: "抓包未丢失报文",
  lost: (packets) => `抓包丢失了 ${packets} 个报文`,
  roundTrip: (p50, max) => `往返时延中位数 ${p50} 毫秒，最大 ${max} 毫秒`,
  stageLatency: (stage, direction, ms) => `${stage}（${direction}）中位数 ${ms} 毫秒`,
  run: ({ mode, count, size, seconds, startedAt, id }) => {
    const what = mode === "active" ? `${count} 个探测报文` : "被动观测";
    const bytes = size === null ? "" : `，每个 ${size} 字节`;
    return `${what}${bytes}，用时 ${seconds} 秒 · ${startedAt} · ${id}`;
  },

  attempts: {
    title: "各次诊断",
    headers: {
      outcome: "结果",
      answered: "应答",
      loss: "丢失率",
      rtt: "往返时延",
      lostAt: "丢失位置",
    },
    head: ({ done, reachable, failed, inconclusive, intermittent }) => {
      if (failed === 0 && inconclusive === 0) return `${done} 次诊断中有 ${reachable} 次可达，`;
      if (failed === 0) return `${done} 次诊断中有 ${inconclusive} 次无法判定，`;
      const often = intermittent ? "，属间歇性" : "";
      return `${done} 次诊断中有 ${failed} 次发现故障${often}：`;
    },
    sum: ({ asked, done, reachable, failed, inconclusive, intermittent }) =>
      `计划 ${asked} 次，完成 ${done} 次：${reachable} 次可达，${failed} 次有故障，` +
      `${inconclusive} 次无法判定；${intermittent ? "属间歇性" : "非间歇性"}`,
    loss: (percent, answered, sent) =>
      `丢失率 ${percent}：${sent} 个探测报文中有 ${answered} 个得到应答`,
    lostAt: (place, attempts, lost) => `丢失于 ${place}：${attempts} 次诊断，${lost} 个探测报文`,
  },
  http: {
    answered: (path, answered, sent) => `GET ${path}：${sent} 个请求中有 ${answered} 个得到应答`,
    statuses: (code, count) => `${code} × ${count}`,
    time: (p50, max) => `中位数 ${p50} 毫秒，最大 ${max} 毫秒`,
    error: (error, count) => `${error} × ${count}`,
    nothingSent: (path) => `GET ${path}：未能建立连接，没有发出请求`,
  },
  environment: {
    title: "环境",
    release: (version, from) => `Kube-OVN ${version}（${from}）`,
    releaseUnknown: (reason) => `Kube-OVN：版本未知，${reason}`,
    relation: {
      sameNode: "同节点",
      crossNode: "跨节点",
      sameSubnet: "同子网",
      otherSubnet: "不同子网",
      sameVpc: "同 VPC",
      otherVpc: "不同 VPC",
    },
    kernel: "内核",
    tunnel: "隧道",
    encap: "封装地址",
    nic: "网卡",
    driver: "驱动",
    firmware: "固件",
    offloads: "已开启的卸载",
    end: "端点",
    subnet: "子网",
    gateway: "网关",
  },
  yesNo: ["是", "否"],

  node: "节点",
  observationPoint: "观测点",
  interface: "接口",
  status: "状态",
  version: "版本",
  datapath: "数据通路",
  since: "已连接",
  lostReplies: "丢失",
  memory: "内存",
  cpu: "CPU",
  clock: "时钟偏差",
  sources: "数据来源",
  source: "来源",
  reason: "原因",
  agentStatus: {
    ok: "正常",
    away: "离线",
    failed: "失败",
    stale: "过期",
    connecting: "连接中",
  },
  noAgents: "没有已连接的 agent，无法检查任何节点。",

  doctor: {
    head: (outcome, { ok, warning, failed, unknown }) => {
      const counts = [
        [failed, "项失败"],
        [unknown, "项未知"],
        [warning, "项警告"],
        [ok, "项正常"],
      ] as const;
      const verdict = {
        ok: "安装完好",
        warning: "安装可用",
        failed: "安装不完好",
        unknown: "有内容无法检查",
      };
      const shown = counts.filter(([count]) => count > 0);
      return `${verdict[outcome]}：${shown.map(([count, unit]) => `${count} ${unit}`).join("，")}`;
    },
    status: { ok: "正常", warning: "警告", failed: "失败", unknown: "未知" },
    separator: "、",
    more: (count) => `等另外 ${count} 个`,
    colon: "：",
  },
  mtu: {
    heading: "MTU",
    what: "对象",
    role: {
      pod: "Pod",
      "host-veth": "主机侧 veth",
      ovn0: "ovn0",
      tunnel: "隧道设备",
      uplink: "网卡",
    },
    tooSmall: (bytes, wanted) => `${bytes}，需要 ${wanted}`,
    allPass: (bytes) => `${bytes} 字节的报文双向均可通过`,
    largest: (request, reply, tested) =>
      `可送达的最大报文 ${request ?? "–"} 字节，可得到应答的最大报文 ${reply ?? "–"} 字节` +
      `（最大试到 ${tested} 字节）`,
  },

  table: "流表",
  flows: "流表项",
  drops: "丢弃项",
  packets: "报文数",
  action: "动作",
  flowsShown: (shown, received, node) => `节点 ${node} 的 ${received} 条流表项中的 ${shown} 条`,
  flowsOfPod: (ofport, addresses) =>
    `以上流表项引用了 OpenFlow 端口 ${ofport}${addresses && ` 或 ${addresses}`}。` +
    "该 Pod 的报文还会命中按逻辑字段匹配的其他流表项：用 --all 列出，用 tapline trace 跟踪报文。",
  flowsCutShort: "流表导出缺少结束报告，内容可能不完整。",
  flowsUnparsed: (lines) => `有 ${lines} 行无法解析：`,

  logicalTrace: "逻辑跟踪（ovn-trace）",
  openflowTrace: (node, end) => `节点 ${node} 上的 OpenFlow 跟踪（${end}）`,
  traceResult: {
    delivered: "已送达",
    "delivered-elsewhere": "送到了其他端口",
    dropped: "被丢弃",
    error: "出错",
    unknown: "未知",
    incomplete: "不完整",
  },
  traceEnd: { source: "源", destination: "目的", gateway: "网关" },
  reading: {
    right: (to, expected) => `送达正确端口：${to}，应为 ${expected}`,
    elsewhere: (to, expected) => `送到其他端口：${to}，应为 ${expected}`,
    dropped: (where, by) => (where === "" ? `由${by}丢弃` : `在 ${where} 由 ${by} 丢弃`),
    of: (datapath) => `（${datapath}）`,
    owner: {
      "logical-flow": "逻辑流",
      "southbound-row": "OVN 由其他数据行生成的流表项",
      "removed-row": "已不存在的逻辑流留下的流表项",
      "no-cookie": "没有 cookie 的流表项（OVN 的逻辑流都有 cookie）",
      "unknown-cookie": "cookie 不属于 OVN 的流表项",
      none: "（没有匹配的流表项）",
    },
    unknownPort: "未知端口",
  },
  atEnd: { source: "源", destination: "目的" },
  noTrace: (reason) => `不可用：${reason}`,
  unknownReason: "原因不明",
  decides: "决定结果",
  noFlow: "没有匹配的流表项：丢弃",
  datapathActions: "数据通路动作",
};
