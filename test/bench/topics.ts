/** Where a board's values go where they go over MQTT. */
export const valueTopic = (board: number): string => `bench/${board}/value`;

/** Where a board listens for commands. */
export const commandTopic = (board: number): string => `bench/${board}/set`;
