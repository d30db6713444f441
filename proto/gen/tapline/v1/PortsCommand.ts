// Original file: proto/tapline/v1/agent.proto


export interface PortsCommand {
}

export interface PortsCommand__Output {
}
