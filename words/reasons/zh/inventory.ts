import type { inventoryReasons } from "../../../proto/reasons/areas/inventory.ts";
import type { Sentences } from "../sentences.ts";

function andMore(more: number): string {
  return more > 0 ? `（另有 ${more} 个）` : "";
}

export const inventorySentences: Sentences<typeof inventoryReasons> = {
  NOT_READ_YET: () => "尚未读取",
  SCHEMA_LACKS: ({ names }, say) => `该数据库模式中没有：${say.list(names)}`,

  SERVER_UNREACHABLE: ({ remote, why }) => `无法连接 ${remote}：${why}`,
  SERVER_SILENT: ({ remote, ms }) => `无法使用 ${remote}：${ms} 毫秒内没有应答`,
  SERVER_CONNECTION_LOST: ({ remote }) => `到 ${remote} 的连接已断开`,
  SERVER_FOLLOWS: ({ remote, database }) => `无法使用 ${remote}：它不是 ${database} 集群的主节点`,
  SERVER_WITHOUT_CLUSTER: ({ remote, database }) =>
    `无法使用 ${remote}：它未连接到其集群，${database} 的内容已过期`,

  RESOURCES_FAILED: ({ resources, why }, say) => `资源 ${say.list(resources)}：${say(why)}`,
  AND_MORE: ({ count }) => `另有 ${count} 项`,
  OBJECT_UNREADABLE: ({ object, problem, more }) =>
    `无法读取 ${object}：${problem}${andMore(more)}`,
  LIST_NOT_PERMITTED: ({ group, resource }) =>
    `没有权限；需要一个 ClusterRole，含 apiGroups: ["${group}"]、` +
    `resources: ["${resource}"]、verbs: ["list", "watch"]`,
  RESOURCE_NOT_SERVED: () => "API 服务器没有该资源：是否已安装其 CRD？",
  API_ACCESS_UNUSABLE: ({ file, why }, say) => {
    const what = file === null ? "此 Pod 的 ServiceAccount" : ` kubeconfig ${file}`;
    return `无法使用${what}：${say(why)}`;
  },
  NO_CURRENT_CONTEXT: () => "其当前上下文没有集群",
  API_UNREACHABLE: ({ server, why }) => `无法连接 API 服务器 ${server}：${why}`,
  API_SILENT: ({ server, idleMs }) => `API 服务器 ${server} 已 ${idleMs} 毫秒没有数据`,
  API_UNAUTHORIZED: ({ said }) => `无法登录 API 服务器：${said}；请检查令牌或证书`,
  API_FORBIDDEN: ({ path, said }) => `无法读取 ${path}：${said}`,
  API_NOT_SERVED: ({ path, said }) => `无法读取 ${path}：${said}`,
  API_GONE: ({ said }) => `无法恢复 watch：${said}`,
  API_REFUSED: ({ path, status, said }) =>
    `无法${path === null ? "继续 watch" : `读取 ${path}`}：状态 ${status}，${said}`,
  API_PAGE_TOO_LARGE: ({ path, maxBytes }) => `无法读取 ${path}：一页超过 ${maxBytes} 字节`,
  API_BAD_BODY: ({ why }, say) => `无法理解 API 服务器的应答：${say(why)}`,
  BODY_NO_LIST: () => "它不是列表",
  BODY_NO_EVENT: () => "它不是 watch 事件",
  EVENT_CUT: () => "watch 在事件中途结束",
  EVENT_TOO_LARGE: ({ maxBytes }) => `事件超过 ${maxBytes} 字节`,
  EVENT_WITHOUT_VERSION: ({ type }) => `事件 ${type} 没有 resourceVersion`,
  EVENT_TYPE_UNKNOWN: ({ type }) => `未知的事件类型 ${type}`,

  MANIFESTS_UNREADABLE: ({ folder, why }, say) => `无法读取 ${folder} 中的清单：${say(why)}`,
  TOO_MANY_MANIFESTS: ({ maxFiles }) => `超过 ${maxFiles} 个文件`,
  MANIFEST_PROBLEM: ({ file, line, why, more }, say) =>
    `${file}:${line}：${say(why)}${andMore(more)}`,
  MANIFEST_UNREADABLE: ({ why }, say) => `无法读取清单：${say(why)}`,
  MANIFEST_TOO_LARGE: ({ bytes, maxBytes }) => `无法读取 ${bytes} 字节的清单：上限为 ${maxBytes}`,
  MANIFEST_WITHOUT_KIND: () => "无法读取清单：它没有 kind",
  MANIFEST_FIELD: ({ where, problem }) => `无法读取 ${where}：${problem}`,
  OBJECT_IN_OTHER_FILE: ({ object }) => `${object} 已在另一个文件中`,
};
