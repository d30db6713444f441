// Original file: proto/tapline/v1/enums.proto

export const Protocol = {
  PROTOCOL_UNSPECIFIED: 'PROTOCOL_UNSPECIFIED',
  PROTOCOL_ICMP: 'PROTOCOL_ICMP',
  PROTOCOL_TCP: 'PROTOCOL_TCP',
  PROTOCOL_UDP: 'PROTOCOL_UDP',
} as const;

export type Protocol =
  | 'PROTOCOL_UNSPECIFIED'
  | 0
  | 'PROTOCOL_ICMP'
  | 1
  | 'PROTOCOL_TCP'
  | 2
  | 'PROTOCOL_UDP'
  | 3

export type Protocol__Output = typeof Protocol[keyof typeof Protocol]
