// Original file: proto/tapline/v1/agent.proto


export interface OpenflowTraceCommand {
  'bridge'?: (string);
  'flow'?: (string);
  'ctNext'?: (string)[];
}

export interface OpenflowTraceCommand__Output {
  'bridge': (string);
  'flow': (string);
  'ctNext': (string)[];
}
