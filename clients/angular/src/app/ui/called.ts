interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a word of the API is called: "system_design" is "System design". */
export function called(id: string, names: readonly Named[] = []): string {
  const known = names.find((each) => each.id === id);
  if (known) return known.name;
  const words = id.replaceAll('_', ' ').replace('behavioral', 'behavioural');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
