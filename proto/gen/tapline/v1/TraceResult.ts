// Original file: proto/tapline/v1/enums.proto

export const TraceResult = {
  TRACE_RESULT_UNSPECIFIED: 'TRACE_RESULT_UNSPECIFIED',
  TRACE_RESULT_DELIVERED: 'TRACE_RESULT_DELIVERED',
  TRACE_RESULT_DROPPED: 'TRACE_RESULT_DROPPED',
  TRACE_RESULT_INCOMPLETE: 'TRACE_RESULT_INCOMPLETE',
} as const;

export type TraceResult =
  | 'TRACE_RESULT_UNSPECIFIED'
  | 0
  | 'TRACE_RESULT_DELIVERED'
  | 1
  | 'TRACE_RESULT_DROPPED'
  | 2
  | 'TRACE_RESULT_INCOMPLETE'
  | 3

export type TraceResult__Output = typeof TraceResult[keyof typeof TraceResult]
