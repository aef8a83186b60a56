export const PROPERTIES = [] as const;
