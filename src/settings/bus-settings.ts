/** What `EVENT_BUS` and the variables that belong to it say. */
export type BusSettings = { kind: 'sqlite'; file: string };
