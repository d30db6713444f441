// Original file: proto/tapline/v1/api.proto


export interface TraceResponse {
  'traceJson'?: (string);
}

export interface TraceResponse__Output {
  'traceJson': (string);
}
