import type { Hello__Output as Hello } from "../../proto/gen/tapline/v1/Hello.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import { agentReplaced } from "./agent-error.ts";
import type { AgentHandle } from "./agent-handle.ts";
import type { AgentInfo } from "./agent-info.ts";
import type { AgentSession } from "./agent-session.ts";
import { RemoteAgent } from "./remote-agent.ts";

/** Of an agent that never had a session. */
const nothingTold = {
  repliesDropped: 0,
  eventsDropped: 0,
  commandsRunning: 0,
  residentMegabytes: 0,
  cpuPercent: 0,
  capabilities: { commands: [], linkTypes: [], tools: [] },
} as const;

/** The newest session of each node, open or ended. */
export class SessionDirectory implements AgentDirectory {
  readonly #maxAgents: number;
  /** Agents that could not be taken, and whose node has never had one that could. */
  readonly #refused = new Map<string, AgentInfo>();
  readonly #entries = new Map<string, { session: AgentSession; handle: AgentHandle }>();

  constructor(options: { readonly maxAgents: number }) {
    this.#maxAgents = options.maxAgents;
  }

  agent(node: string): AgentHandle | undefined {
    return this.#entries.get(node)?.handle;
  }

  list(): readonly AgentInfo[] {
    const infos = [...this.#entries.values()].map(({ session }) => session.info);
    const refused = [...this.#refused.values()].filter(({ node }) => !this.#entries.has(node));
    return [...infos, ...refused].sort((a, b) => (a.node < b.node ? -1 : 1));
  }

  /** Whether a session of this node would be taken; forgets the longest away to make room. */
  hasRoomFor(node: string): boolean {
    if (this.#entries.has(node) || this.#entries.size < this.#maxAgents) return true;
    const away = [...this.#entries.values()]
      .map(({ session }) => session.info)
      .filter((info) => info.status === "away")
      .sort((a, b) => a.since.getTime() - b.since.getTime())[0];
    return away !== undefined && this.#entries.delete(away.node);
  }

  /** An agent was there and was refused: that is shown, unless an earlier session tells more. */
  noteRefusal(
    { node, version, ovsVersion, ovnVersion, datapathType }: Hello,
    reason: Reason,
  ): void {
    this.#refused.delete(node);
    const [oldest] = this.#refused.keys();
    if (oldest !== undefined && this.#refused.size >= this.#maxAgents) this.#refused.delete(oldest);
    const told = { node, version, ovsVersion, ovnVersion, datapathType };
    const away = { status: "away", since: new Date(), reason, clock: null } as const;
    this.#refused.set(node, { ...told, ...away, ...nothingTold });
  }

  /** Takes a session in; one that was open for the same node ends with AGENT_REPLACED. */
  admit(session: AgentSession): void {
    const previous = this.#entries.get(session.node)?.session;
    const handle = new RemoteAgent(session);
    this.#entries.set(session.node, { session, handle });
    this.#refused.delete(session.node);
    previous?.close(agentReplaced(session.node));
  }

  /** Every session that is open. */
  openSessions(): readonly AgentSession[] {
    const sessions = [...this.#entries.values()].map(({ session }) => session);
    return sessions.filter((session) => session.closedBy === null);
  }
}
