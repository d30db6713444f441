// Original file: proto/tapline/v1/enums.proto

export const ConnectionStatus = {
  CONNECTION_STATUS_UNSPECIFIED: 'CONNECTION_STATUS_UNSPECIFIED',
  CONNECTION_STATUS_CONNECTED: 'CONNECTION_STATUS_CONNECTED',
  CONNECTION_STATUS_NOT_CONNECTED: 'CONNECTION_STATUS_NOT_CONNECTED',
} as const;

export type ConnectionStatus =
  | 'CONNECTION_STATUS_UNSPECIFIED'
  | 0
  | 'CONNECTION_STATUS_CONNECTED'
  | 1
  | 'CONNECTION_STATUS_NOT_CONNECTED'
  | 2

export type ConnectionStatus__Output = typeof ConnectionStatus[keyof typeof ConnectionStatus]
