// Original file: proto/tapline/v1/enums.proto

export const AgentPresence = {
  AGENT_PRESENCE_UNSPECIFIED: 'AGENT_PRESENCE_UNSPECIFIED',
  AGENT_PRESENCE_OK: 'AGENT_PRESENCE_OK',
  AGENT_PRESENCE_AWAY: 'AGENT_PRESENCE_AWAY',
} as const;

export type AgentPresence =
  | 'AGENT_PRESENCE_UNSPECIFIED'
  | 0
  | 'AGENT_PRESENCE_OK'
  | 1
  | 'AGENT_PRESENCE_AWAY'
  | 2

export type AgentPresence__Output = typeof AgentPresence[keyof typeof AgentPresence]
