// Original file: proto/tapline/v1/agent.proto


export interface SelfCheckCommand {
}

export interface SelfCheckCommand__Output {
}
