// Original file: proto/tapline/v1/agent.proto


export interface FlowsCommand {
  'bridge'?: (string);
  'table'?: (number);
  '_table'?: "table";
}

export interface FlowsCommand__Output {
  'bridge': (string);
  'table'?: (number);
  '_table'?: "table";
}
