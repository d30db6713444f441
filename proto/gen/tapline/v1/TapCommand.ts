// Original file: proto/tapline/v1/agent.proto


export interface TapCommand {
  'filter'?: (string);
  'snapLength'?: (number);
  'maxPackets'?: (number);
}

export interface TapCommand__Output {
  'filter': (string);
  'snapLength': (number);
  'maxPackets': (number);
}
