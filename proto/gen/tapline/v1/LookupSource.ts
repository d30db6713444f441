// Original file: proto/tapline/v1/enums.proto

export const LookupSource = {
  LOOKUP_SOURCE_UNSPECIFIED: 'LOOKUP_SOURCE_UNSPECIFIED',
  LOOKUP_SOURCE_HOSTS: 'LOOKUP_SOURCE_HOSTS',
  LOOKUP_SOURCE_DNS: 'LOOKUP_SOURCE_DNS',
} as const;

export type LookupSource =
  | 'LOOKUP_SOURCE_UNSPECIFIED'
  | 0
  | 'LOOKUP_SOURCE_HOSTS'
  | 1
  | 'LOOKUP_SOURCE_DNS'
  | 2

export type LookupSource__Output = typeof LookupSource[keyof typeof LookupSource]
