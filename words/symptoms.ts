import type {
  ObservationKind,
  Observed,
  Symptom,
  SymptomKind,
  SymptomSilence,
} from "../proto/symptoms/symptom.ts";

type Language = "en" | "zh";
type Both = Readonly<Record<Language, string>>;

/** What must be the case on the network for an error of this kind to appear. */
const expectations: Readonly<Record<SymptomKind, Both>> = {
  refused: {
    en: "packets arrive and are refused (TCP reset, ICMP port unreachable)",
    zh: "报文已到达，但被拒绝（TCP 重置或 ICMP 端口不可达）",
  },
  "host-unreachable": {
    en:
      "the next hop's MAC does not resolve (ARP or ND), the pod's own route rejects, " +
      "or an ICMP error comes back",
    zh: "下一跳的 MAC 无法解析（ARP 或 ND），或 Pod 自身的路由拒绝，或返回了 ICMP 差错",
  },
  "network-unreachable": {
    en: "the pod has no route to the address",
    zh: "Pod 没有到该地址的路由",
  },
  prohibited: {
    en: "a firewall answers with an ICMP error",
    zh: "防火墙以 ICMP 差错应答",
  },
  timeout: {
    en: "requests or replies are lost, and nothing comes back",
    zh: "请求或应答丢失，没有任何返回",
  },
  reset: {
    en: "a connection opens and is reset later",
    zh: "连接建立后被重置",
  },
  closed: {
    en: "a connection opens, and the other end closes it too early",
    zh: "连接建立后被对端提前关闭",
  },
  stall: {
    en: "a connection opens, but no data comes back: large packets are lost, or the server is slow",
    zh: "连接建立后没有数据返回：大报文丢失，或服务器响应慢",
  },
  "too-big": {
    en: "packets are larger than an MTU on the path",
    zh: "报文超过路径上的 MTU",
  },
  "not-permitted": {
    en: "the pod's own firewall or policy refuses to send",
    zh: "Pod 自身的防火墙或策略拒绝发送",
  },
  "no-address": {
    en: "the pod has no source address or port left to send from",
    zh: "Pod 没有可用的源地址或源端口",
  },
  "name-resolution": {
    en: "the name does not resolve, whether or not packets reach the address",
    zh: "名称无法解析（与报文能否到达该地址无关）",
  },
  application: {
    en: "packets pass, and the server answers with an error of its own",
    zh: "报文可达，服务器返回了自身的错误",
  },
  unknown: { en: "something tapline does not know", zh: "tapline 无法识别的情况" },
};

const observations: Readonly<Record<ObservationKind, Both>> = {
  answered: { en: "probes were answered", zh: "得到应答" },
  refused: { en: "probes were refused", zh: "被拒绝" },
  "host-unreachable": { en: "probes ended with host unreachable", zh: "得到主机不可达" },
  "network-unreachable": { en: "probes had no route in the pod", zh: "在 Pod 内没有路由" },
  prohibited: { en: "probes ended with prohibited", zh: "得到禁止访问" },
  "neighbour-unanswered": {
    en: "probes never left, as the next hop's MAC did not resolve",
    zh: "因下一跳的 MAC 无法解析而未能发出",
  },
  timeout: { en: "probes got no answer", zh: "没有得到应答" },
  "part-lost": { en: "small packets sent in a row were lost", zh: "（连续的小报文）丢失" },
  "large-lost": { en: "packets of the pod's MTU were lost", zh: "（Pod MTU 大小的报文）丢失" },
  "too-big": { en: "probes ended with packet too big", zh: "得到报文过大" },
  reset: { en: "probes were reset", zh: "被重置" },
  "not-permitted": { en: "probes were not permitted to leave the pod", zh: "未被允许离开 Pod" },
  "no-address": { en: "probes had no source address", zh: "没有源地址" },
  "name-resolved": {
    en: "names were resolved by the pod's resolver",
    zh: "由 Pod 的解析器解析成功",
  },
  "name-failed": {
    en: "names were not resolved by the pod's resolver",
    zh: "未能由 Pod 的解析器解析",
  },
  error: { en: "probes ended with another error", zh: "因其他错误结束" },
};

const silences: Readonly<Record<SymptomSilence, Both>> = {
  "text-not-known": {
    en: "tapline does not know this text",
    zh: "tapline 无法识别这段报错",
  },
  "no-probe-report": {
    en: "the fate of the probes is unknown",
    zh: "探测报文的结果未知",
  },
  "needs-connection": {
    en: "ICMP echoes cannot show it: add --port, and --protocol unless it is tcp",
    zh: "ICMP 回显无法体现：请用 --port 指定端口，若不是 tcp 则同时指定 --protocol",
  },
  "after-connection": {
    en: "the connection opens; what happens later is not examined (try --http PATH)",
    zh: "连接可以建立，之后的情况未作检查（可用 --http PATH 检查）",
  },
  "name-not-asked": {
    en: "an address was diagnosed, not a name: give the host name as the destination",
    zh: "诊断的是地址而不是名称：请用主机名作为目的端",
  },
  "resolver-not-asked": {
    en: "the pod's own resolver could not be queried",
    zh: "无法查询 Pod 自身的解析器",
  },
  "neighbour-not-observed": {
    en: "whether the next hop's MAC resolves was not observed",
    zh: "未观测到下一跳的 MAC 能否解析",
  },
  "neighbour-remembered": {
    en:
      "packets stop close to the pod, which still has the next hop's MAC cached: " +
      "whether it would resolve now is unknown",
    zh: "报文在 Pod 附近中断，而 Pod 仍缓存着下一跳的 MAC：无从得知现在能否解析",
  },
};

/** What the text stands for. */
export function expectationOf(kind: SymptomKind, lang: Language): string {
  return expectations[kind][lang];
}

/** Why it agrees, contradicts, or cannot be told; without a final period. */
export function explainSymptom(
  { kind, agrees, observed, silence }: Pick<Symptom, "kind" | "agrees" | "observed" | "silence">,
  lang: Language,
): string {
  if (silence !== null) return silences[silence][lang];
  const seen = observedText(observed, lang);
  if (lang === "zh") {
    if (agrees === true) return `${seen}，与报错一致`;
    return `该报错意味着${expectationOf(kind, lang)}；实际上 ${seen}`;
  }
  if (agrees === true) return `${seen}, as the text says`;
  return `the text means that ${expectationOf(kind, lang)}; instead, ${seen}`;
}

function observedText(observed: readonly Observed[], lang: Language): string {
  return observed
    .map(({ kind, count, of }) => {
      const words = observations[kind][lang];
      return lang === "zh" ? `${of} 个中有 ${count} 个${words}` : `${count} of ${of} ${words}`;
    })
    .join(lang === "zh" ? "，" : ", ");
}
