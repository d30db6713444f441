// Original file: proto/tapline/v1/agent.proto


export interface NodeFactsCommand {
}

export interface NodeFactsCommand__Output {
}
