// Original file: proto/tapline/v1/enums.proto

export const LookupStatus = {
  LOOKUP_STATUS_UNSPECIFIED: 'LOOKUP_STATUS_UNSPECIFIED',
  LOOKUP_STATUS_ANSWERED: 'LOOKUP_STATUS_ANSWERED',
  LOOKUP_STATUS_FAILED: 'LOOKUP_STATUS_FAILED',
  LOOKUP_STATUS_NOT_ASKED: 'LOOKUP_STATUS_NOT_ASKED',
} as const;

export type LookupStatus =
  | 'LOOKUP_STATUS_UNSPECIFIED'
  | 0
  | 'LOOKUP_STATUS_ANSWERED'
  | 1
  | 'LOOKUP_STATUS_FAILED'
  | 2
  | 'LOOKUP_STATUS_NOT_ASKED'
  | 3

export type LookupStatus__Output = typeof LookupStatus[keyof typeof LookupStatus]
