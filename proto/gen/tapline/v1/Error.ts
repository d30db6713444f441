// Original file: proto/tapline/v1/agent.proto


export interface Error {
  'code'?: (string);
  'message'?: (string);
  'args'?: (string);
}

export interface Error__Output {
  'code': (string);
  'message': (string);
  'args': (string);
}
