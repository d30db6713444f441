import type { documentReasons } from "../../../proto/reasons/areas/document.ts";
import type { Sentences } from "../sentences.ts";

export const documentSentences: Sentences<typeof documentReasons> = {
  DOCUMENT_NOT_JSON: ({ said }) => `不是 JSON（${said}）`,
  DOCUMENT_MISFIT: ({ field, said }) => `字段 ${field} 有误（${said}）`,
  DOCUMENT_WITHOUT_KIND: () => "缺少 apiVersion 或 kind",
  DOCUMENT_OF_OTHER_KIND: ({ kind, wanted }) => `其 kind 为 ${kind}，应为 ${wanted}`,
  DOCUMENT_TOO_NEW: ({ kind, version, newest }) =>
    `这是版本 ${version} 的 ${kind}，本 tapline 最高支持版本 ${newest}；请升级 tapline`,
  DOCUMENT_VERSION_UNKNOWN: ({ kind, version }) => `其版本为 ${version}，${kind} 没有该版本`,
};
