// Original file: proto/tapline/v1/enums.proto

export const TapEnding = {
  TAP_ENDING_UNSPECIFIED: 'TAP_ENDING_UNSPECIFIED',
  TAP_ENDING_STOPPED: 'TAP_ENDING_STOPPED',
  TAP_ENDING_LIMIT: 'TAP_ENDING_LIMIT',
  TAP_ENDING_FAILED: 'TAP_ENDING_FAILED',
} as const;

export type TapEnding =
  | 'TAP_ENDING_UNSPECIFIED'
  | 0
  | 'TAP_ENDING_STOPPED'
  | 1
  | 'TAP_ENDING_LIMIT'
  | 2
  | 'TAP_ENDING_FAILED'
  | 3

export type TapEnding__Output = typeof TapEnding[keyof typeof TapEnding]
