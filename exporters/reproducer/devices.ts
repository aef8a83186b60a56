/** A command of ip(8): 0, or the status that it ends with. */
export const ip = (command: string): string => `system("ip link ${command}")`;

/** Makes a device and puts its index into a variable: 0 where both came about. Needs net/if.h and stdlib.h. */
export const making = (variable: string, device: string, type: string): readonly string[] => [
  ip(`add name ${device} type ${type}`),
  `!(${variable} = if_nametoindex("${device}"))`,
];

/** Ends the program where something comes to another value than 0 that it needs. */
export const needed = (calls: readonly string[]): readonly string[] => [
  ...`if (${calls.join(' ||\n    ')})`.split('\n'),
  '\treturn puts("no devices: no root, or no ip(8)"), 2;',
];
