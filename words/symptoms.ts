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
    en: "packets arrive, and a refusal comes back (TCP reset, ICMP port unreachable)",
    zh: "报文已到达，并有拒绝返回（TCP 复位或 ICMP 端口不可达）",
  },
  "host-unreachable": {
    en:
      "nobody answers for the next hop's MAC (ARP or ND), the pod's own route rejects, " +
      "or an ICMP error comes back",
    zh: "下一跳的 MAC 无人应答（ARP 或 ND），或 Pod 自身的路由拒绝，或有 ICMP 差错返回",
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
    en: "requests or their replies are lost, and nothing comes back",
    zh: "请求或应答丢失，没有任何返回",
  },
  reset: {
    en: "a connection opens, and is reset later",
    zh: "连接已建立，随后被复位",
  },
  closed: {
    en: "a connection opens, and the other end closes it early",
    zh: "连接已建立，随后被对端提前关闭",
  },
  stall: {
    en: "a connection opens, and data does not come back: large packets lost, or a slow server",
    zh: "连接已建立，但数据没有返回：大报文丢失，或服务器缓慢",
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
    en: "the name does not resolve; packets to the address are another matter",
    zh: "名称无法解析；到该地址的报文是否可达是另一个问题",
  },
  application: {
    en: "packets pass, and the server answers with an error of its own",
    zh: "报文可达，服务器以自身的错误应答",
  },
  unknown: { en: "nothing that tapline knows", zh: "tapline 不认识的内容" },
};

const observations: Readonly<Record<ObservationKind, Both>> = {
  answered: { en: "answered", zh: "得到应答" },
  refused: { en: "refused", zh: "被拒绝" },
  "host-unreachable": { en: "called unreachable (host)", zh: "被告知主机不可达" },
  "network-unreachable": { en: "without a route in the pod", zh: "在 Pod 内没有路由" },
  prohibited: { en: "called prohibited", zh: "被告知禁止" },
  "neighbour-unanswered": {
    en: "kept back, the next hop's MAC is not answered for",
    zh: "未能发出，下一跳的 MAC 无人应答",
  },
  timeout: { en: "without any answer", zh: "没有任何应答" },
  "part-lost": { en: "lost of small packets in a row", zh: "在连续的小报文中丢失" },
  "large-lost": { en: "lost of packets of the pod's MTU", zh: "在 Pod MTU 大小的报文中丢失" },
  "too-big": { en: "called too big", zh: "被告知过大" },
  reset: { en: "reset", zh: "被复位" },
  "not-permitted": { en: "not permitted to leave the pod", zh: "未被允许离开 Pod" },
  "no-address": { en: "without a source address", zh: "没有源地址" },
  "name-resolved": { en: "resolved by the pod's resolver", zh: "由 Pod 的解析器解析成功" },
  "name-failed": { en: "not resolved by the pod's resolver", zh: "未能由 Pod 的解析器解析" },
  error: { en: "ended by another error", zh: "因其他错误结束" },
};

const silences: Readonly<Record<SymptomSilence, Both>> = {
  "text-not-known": {
    en: "tapline does not know this text",
    zh: "tapline 不认识这段报错",
  },
  "no-probe-report": {
    en: "what became of the probes is not known",
    zh: "探测报文的结果未知",
  },
  "needs-connection": {
    en: "echoes cannot show it: ask with --port, and --protocol where it is not tcp",
    zh: "ICMP 回显无法体现：请用 --port 指定端口，若不是 tcp 则同时指定 --protocol",
  },
  "after-connection": {
    en: "the connection opens; what happens in it later is not looked at (--http PATH asks)",
    zh: "连接可以建立；之后发生的情况未作检查（可用 --http PATH 询问）",
  },
  "name-not-asked": {
    en: "an address was diagnosed and no name: name the host as the destination",
    zh: "诊断的是地址而不是名称：请以主机名作为目的",
  },
  "resolver-not-asked": {
    en: "the pod's own resolver could not be asked",
    zh: "无法询问 Pod 自身的解析器",
  },
  "neighbour-not-observed": {
    en: "whether the next hop's MAC is answered for was not observed",
    zh: "下一跳的 MAC 是否有人应答未观测到",
  },
  "neighbour-remembered": {
    en:
      "packets stop close to the pod, which still remembers the next hop's MAC: " +
      "whether anybody answers for it now does not show",
    zh: "报文在 Pod 附近中断，而 Pod 仍记得下一跳的 MAC：现在是否有人应答无从体现",
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
    return `该报错意味着：${expectationOf(kind, lang)}。实际：${seen}`;
  }
  if (agrees === true) return `${seen}, as the text says`;
  return `the text means that ${expectationOf(kind, lang)}; of the probes ${seen}`;
}

function observedText(observed: readonly Observed[], lang: Language): string {
  return observed
    .map(({ kind, count, of }) => {
      const words = observations[kind][lang];
      return lang === "zh" ? `${of} 个中有 ${count} 个${words}` : `${count} of ${of} were ${words}`;
    })
    .join(lang === "zh" ? "，" : ", ");
}
