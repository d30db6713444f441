// Original file: proto/tapline/v1/enums.proto

export const SourceState = {
  SOURCE_STATE_UNSPECIFIED: 'SOURCE_STATE_UNSPECIFIED',
  SOURCE_STATE_OK: 'SOURCE_STATE_OK',
  SOURCE_STATE_CONNECTING: 'SOURCE_STATE_CONNECTING',
  SOURCE_STATE_STALE: 'SOURCE_STATE_STALE',
  SOURCE_STATE_FAILED: 'SOURCE_STATE_FAILED',
} as const;

export type SourceState =
  | 'SOURCE_STATE_UNSPECIFIED'
  | 0
  | 'SOURCE_STATE_OK'
  | 1
  | 'SOURCE_STATE_CONNECTING'
  | 2
  | 'SOURCE_STATE_STALE'
  | 3
  | 'SOURCE_STATE_FAILED'
  | 4

export type SourceState__Output = typeof SourceState[keyof typeof SourceState]
